// Plays journeys by their names and prints what became of them as one JSON line:
// { journeys: [{ name, steps, error }] }. A line before it is a word to the caller, who answers with a line when
// what it asks for is done.
//
//   node journeys.mjs BASE NAME...

import { createInterface } from "node:readline";
import { launch } from "./chromium.mjs";
import { colleagues } from "./journeys/colleagues.mjs";
import { errors, companyErrors } from "./journeys/errors.mjs";
import * as kept from "./journeys/kept.mjs";
import { keyboard } from "./journeys/keyboard.mjs";
import { lastSeat } from "./journeys/last_seat.mjs";
import { liveSeats } from "./journeys/live_seats.mjs";
import { inSteps } from "./journeys/steps.mjs";
import { wishes } from "./journeys/wishes.mjs";

const JOURNEYS = {
  keyboard: { play: keyboard },
  steps: { play: inSteps },
  "steps-without-scripts": { play: inSteps, javaScriptEnabled: false },
  "last-seat": { play: lastSeat },
  live: { play: liveSeats },
  errors: { play: errors },
  "company-errors": { play: companyErrors },
  reload: { play: kept.reload },
  back: { play: kept.back },
  "back-in-steps": { play: kept.backInSteps },
  "double-click": { play: kept.doubleClick },
  "two-tabs": { play: kept.twoTabs },
  "old-form": { play: kept.oldForm },
  restart: { play: kept.restart },
  wishes: { play: wishes },
  colleagues: { play: colleagues },
  "colleagues-without-scripts": { play: colleagues, javaScriptEnabled: false },
};

const LONGEST_RUN = 240_000;
setTimeout(() => {
  console.error("the journeys did not end in time");
  process.exit(2);
}, LONGEST_RUN).unref();

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

// Asks the caller for something that only it can do, and waits until it is done.
async function ask(word) {
  console.log(word);
  await answers.next();
}

const [base, ...names] = process.argv.slice(2);
const browser = await launch();

async function played(name) {
  const { play, javaScriptEnabled = true } = JOURNEYS[name];
  const context = await browser.newContext({ javaScriptEnabled, reducedMotion: "reduce", locale: "ja-JP", timezoneId: "Asia/Tokyo" });
  context.setDefaultTimeout(60_000);
  const journey = { name, steps: 0, error: null };
  const expect = (holds, what) => {
    journey.steps += 1;
    if (!holds) throw new Error(`expected: ${what}`);
  };
  try {
    await play({ context, browser, base, expect, ask, name });
  } catch (error) {
    journey.error = error.message;
  } finally {
    await context.close();
  }
  return journey;
}

const journeys = [];
for (const name of names) journeys.push(await played(name));
await browser.close();
console.log(JSON.stringify({ journeys }));
process.exit(0);
