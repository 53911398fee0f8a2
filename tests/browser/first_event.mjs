// From the set-up link in the log to the first published event, by mouse and by keyboard alone; prints what it took as
// one JSON line: { plays: [{ play, presses, fields, seconds, publicPath, error }] }.
//
//   node first_event.mjs LINK LINK
//
// Presses are those of buttons and links; fields are those that are typed in, counted by themselves.

import { launch } from "./chromium.mjs";
import * as keyboard from "./keyboard.mjs";

const FIELDS = {
  "#title": "テレワーク説明会",
  "#contact": "産業政策課 000-1234-5678",
  "#rows\\.0\\.day": "10/15",
  "#rows\\.0\\.starts": "14:00",
  "#rows\\.0\\.ends": "15:30",
  "#rows\\.0\\.venue": "市民会館",
  "#capacity_each": "20",
};

const ORGANIZATION = { "#organization": "萩市", "#name": "産業 花子", "#email": "hanako@hagi.example.jp" };

// The first step: the link in the log, and three questions.
async function setUp(by, link) {
  await by.page.goto(link);
  for (const [field, value] of Object.entries(ORGANIZATION)) await by.type(field, value);
  await by.press("main form button");
  if (!by.page.url().endsWith("/console")) await by.press('a.brand-link[href="/console"]');
}

async function publish(by) {
  await by.press('a[href="/console/events/new"]');
  for (const [field, value] of Object.entries(FIELDS)) await by.type(field, value);
  await by.press('button.button-large[value="make"]');
  await by.press('form[action$="/publish"] button');
  return by.page.locator('main a[href^="/e/"]').first().getAttribute("href");
}

class ByMouse {
  constructor(page) {
    Object.assign(this, { page, presses: 0, fields: 0 });
  }

  async press(selector) {
    this.presses += 1;
    const went = this.page.waitForNavigation();
    await this.page.locator(selector).first().click();
    await went;
  }

  async type(selector, value) {
    this.fields += 1;
    await this.page.locator(selector).fill(value);
  }
}

class ByKeyboard extends ByMouse {
  async press(selector) {
    this.presses += 1;
    await keyboard.press(this.page, selector);
  }

  async type(selector, value) {
    this.fields += 1;
    await keyboard.type(this.page, selector, value);
  }
}

setTimeout(() => {
  console.error("the plays did not end in time");
  process.exit(2);
}, 120_000).unref();

const links = process.argv.slice(2);
const browser = await launch();
const plays = [];
for (const [play, Way, link] of [["mouse", ByMouse, links[0]], ["keyboard", ByKeyboard, links[1]]]) {
  const context = await browser.newContext({ reducedMotion: "reduce", locale: "ja-JP", timezoneId: "Asia/Tokyo" });
  context.setDefaultTimeout(60_000);
  const by = new Way(await context.newPage());
  const began = Date.now();
  let [publicPath, error] = [null, null];
  try {
    await setUp(by, link);
    publicPath = await publish(by);
  } catch (fault) {
    error = `${fault.message} at ${by.page.url()}`;
  }
  plays.push({ play, presses: by.presses, fields: by.fields, seconds: (Date.now() - began) / 1000, publicPath, error });
  await context.close();
}
await browser.close();
console.log(JSON.stringify({ plays }));
process.exit(0);
