// An event in the console, by keyboard alone, with and without scripts: copied, its session changed, fewer seats refused and
// more looked at, rehearsed and not any more, called off; and where one receives people. Prints { journeys: [{ name, steps, error }] }.
//
//   node console_events.mjs BASE OUT LINK EVENT SESSION [LINK EVENT SESSION]

import { base, looked, played } from "./console_journey.mjs";
import { press, tabTo, type } from "./keyboard.mjs";

const says = async (page, words) => (await page.locator("main").innerText()).includes(words);

// From the first page to the page on which an event is changed.
async function open(page, event) {
  await page.goto(`${base}/console`);
  await press(page, `main a[href="/console/events/${event}"]`);
  await press(page, `.event-nav a[href="/console/events/${event}/edit"]`);
}

async function copy(page, expect, look, event) {
  await open(page, event);
  await look("edit");
  await press(page, 'main a[href$="/copy"]');
  await type(page, "#title", "来年の説明会");
  await look("copy");
  await press(page, 'button[value="look"]');
  expect(await says(page, "来年の説明会"), "the copy is looked at first");
  await look("copy-preview");
  await press(page, 'button[value="confirm"]');
  expect(/\/events\/[^/]+\/publish/.test(page.url()) && !page.url().includes(event), "and is made, to be published");
  await look("publish");
}

async function seats(page, expect, look, event, session) {
  await open(page, event);
  const sheet = `/console/sessions/${session}/edit`;
  await press(page, `main a[href="${sheet}"]`);
  await look("session");
  await type(page, "#capacity", "1");
  await press(page, 'button[value="save"]');
  expect(await page.locator("[role=alert]").count(), "fewer seats than are taken are refused");
  await look("capacity-refused");
  await press(page, `main .actions a[href$="/edit"]`);
  await page.goto(`${base}${sheet}`);
  await type(page, "#capacity", "3");
  await press(page, 'button[value="save"]');
  expect(await says(page, "キャンセル待ちの1件に席が渡り"), "more seats say who gets one");
  await look("capacity-preview");
  await press(page, 'button[value="confirm"]');
  expect(page.url().includes(`/events/${event}/edit`), "and are given");
}

async function rehearse(page, expect, look, event) {
  await open(page, event);
  await press(page, 'main a[href$="/rehearsal"]');
  await press(page, 'button[value="confirm"]');
  expect(await page.locator('main a[href^="/e/"]').count(), "the rehearsal has a public page");
  await look("rehearsal");
  await press(page, 'button[value="confirm"]');
  expect(page.url().includes("done=rehearsal-ended"), "and ends");
}

async function door(page, expect, look, event) {
  await page.goto(`${base}/console/events/${event}`);
  await look("overview");
  await press(page, `.event-nav a[href="/console/events/${event}/check-in"]`);
  await look("doors");
  await press(page, 'main a[href*="/check-in/"]');
  await tabTo(page, "main input:not([type=hidden])");
  await look("door");
}

async function callOff(page, expect, look, event, session) {
  await page.goto(`${base}/console/sessions/${session}`);
  await look("session-overview");
  await press(page, `main a[href="/console/sessions/${session}/cancel"]`);
  await type(page, "#reason", "台風の接近のため");
  await look("cancel");
  await press(page, 'button[value="look"]');
  expect(await says(page, "台風の接近のため"), "the mail is shown that people would read");
  await look("cancel-preview");
  await press(page, 'button[value="confirm"]');
  expect(await says(page, "開催回を中止しました"), "the session is called off");
}

await played("events", async (page, expect, scripts, [event, session]) => {
  const look = (name) => (scripts ? looked(page, expect, name) : null);
  await copy(page, expect, look, event);
  await seats(page, expect, look, event, session);
  await rehearse(page, expect, look, event);
  await door(page, expect, look, event);
  await callOff(page, expect, look, event, session);
});
