// Plays the application form in headless Chromium, with JavaScript off and on, and prints what it saw
// as one JSON object: { plays: [{ play, visits: [...], receptionNumber, error }] }.
//
//   node run.mjs --base http://127.0.0.1:8080 --event SLUG --session NAME --out FOLDER
//
// UKETSUKE_TEST_CHROMIUM is the browser. Exit code 1 when a play could not be played to its end; what
// the visits found is for the caller to judge.

import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { applyAndWithdraw } from "./application.mjs";
import { launch } from "./chromium.mjs";
import { Visits } from "./visits.mjs";

// Each applies as somebody else: one person holds one registration per session.
const PLAYS = [
  {
    play: "without-javascript",
    javaScriptEnabled: false,
    applicant: { name: "山田 太郎", kana: "やまだ たろう", email: "taro@example.jp", phone: "000-1234-5678" },
  },
  {
    play: "with-javascript",
    javaScriptEnabled: true,
    // Full width, another hyphen, half-width kana: never refused for that.
    applicant: { name: "塚本 花子", kana: "ﾂｶﾓﾄ ﾊﾅｺ", email: "hanako@example.jp", phone: "０００ー９８７６ー５４３２" },
  },
];

function readOptions() {
  const text = { type: "string" };
  const { values } = parseArgs({ options: { base: text, event: text, session: text, out: text } });
  for (const name of ["base", "event", "session", "out"]) {
    if (!values[name]) throw new Error(`--${name} is missing`);
  }
  return values;
}

async function playOne(browser, options, { play, javaScriptEnabled, applicant }) {
  const context = await browser.newContext({ javaScriptEnabled, reducedMotion: "reduce", locale: "ja-JP", timezoneId: "Asia/Tokyo" });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const origin = new URL(options.base).origin;
  const visits = new Visits(page, { play, folder: options.out, origin, javaScriptEnabled });
  try {
    const receptionNumber = await applyAndWithdraw(page, visits, { ...options, applicant });
    return { play, visits: visits.seen, receptionNumber, error: null };
  } catch (error) {
    await visits.record("failed").catch(() => {});
    return { play, visits: visits.seen, receptionNumber: null, error: error.message };
  } finally {
    await context.close();
  }
}

// A page that never answers must not hold up the tests.
const LONGEST_RUN = 240_000;
setTimeout(() => {
  console.error("the browser test did not end in time");
  process.exit(2);
}, LONGEST_RUN).unref();

const options = readOptions();
await mkdir(options.out, { recursive: true });
const browser = await launch();
const plays = [];
try {
  for (const play of PLAYS) plays.push(await playOne(browser, options, play));
} finally {
  await browser.close();
}
console.log(JSON.stringify({ plays }));
process.exitCode = plays.some((play) => play.error) ? 1 : 0;
