// What comes after an event, in the console, by keyboard alone and with and without scripts: a list is exported (columns
// chosen and kept, Shift_JIS with the characters that it lacks, a plan made), absences are noted, the completion list is
// looked at, a purge is looked at before anything goes. Prints { journeys: [{ name, steps, error }] }.
//
//   node console_afterwards.mjs BASE OUT LINK EVENT SESSION COMING [LINK EVENT SESSION COMING]...

import { base, looked, played } from "./console_journey.mjs";

// Focuses what the Tab key would reach, and presses a key on it.
async function key(page, locator, name) {
  await locator.focus();
  const can = await locator.evaluate((element) => document.activeElement === element && element.tabIndex >= 0);
  if (!can) throw new Error(`${locator} cannot be reached by the keyboard`);
  await page.keyboard.press(name);
}

const button = (page, name) => page.locator("main").getByRole("button", { name }).first();
const link = (page, name) => page.locator("main").getByRole("link", { name }).first();
const says = (page, words) => page.getByText(words).first().waitFor();

// Follows a link or presses a button that answers with a file; its name.
async function fetched(page, locator) {
  const [download] = await Promise.all([page.waitForEvent("download"), key(page, locator, "Enter")]);
  return download.suggestedFilename();
}

async function exportList(page, expect, { coming }, scripts) {
  await page.goto(`${base}/console/events/${coming}/attendees?source=api`);
  await key(page, link(page, "いま表示している名簿を書き出す"), "Enter");
  await says(page, "次に当てはまる申込だけを書き出します");
  if (scripts) await looked(page, expect, "export");
  // Columns: one is left out, the next goes up.
  const first = page.locator("input[name=column]").first();
  const left = await first.inputValue();
  await key(page, first, "Space");
  await key(page, page.locator("button[name=move]").nth(1), "Enter");
  await page.waitForURL(/move=/);
  expect(!(await page.locator(`input[name=column][value="${left}"]`).isChecked()), "a column is left out");
  await says(page, "次に当てはまる申込だけを書き出します");
  await key(page, button(page, "この列の並びを保存する"), "Enter");
  await page.waitForURL(/export\/save/);
  if (scripts) await looked(page, expect, "export-save");
  await page.locator("#name").focus();
  await page.keyboard.type("受付用");
  await key(page, button(page, "保存する"), "Enter");
  await says(page, "列の並びを保存しました。");
  expect(await page.getByRole("link", { name: "受付用" }).count(), "and is there by its name");
  // Shift_JIS lacks a character: first it is said which and where.
  await key(page, page.locator("input[name=format][value=csv-shift_jis]"), "Space");
  await key(page, page.locator("button.button-large"), "Enter");
  await says(page, "U+20BB7");
  if (scripts) await looked(page, expect, "export-unfit");
  expect((await fetched(page, link(page, "「〓」にして書き出す"))).endsWith(".csv"), "it comes all the same");
  await page.goBack();
  await key(page, button(page, "この内容で知らせる予定を作る"), "Enter");
  await page.waitForURL(/export\/schedules/);
  await key(page, page.locator("input[name=every][value=week]"), "Space");
  if (scripts) await looked(page, expect, "export-schedules");
  await key(page, button(page, "予定を作る"), "Enter");
  await says(page, "予定を作りました。");
  expect((await page.locator("tbody").innerText()).includes("受付経路：API"), "with what the list is narrowed to");
}

async function afterwards(page, expect, { event, session }, scripts) {
  const path = `${base}/console/events/${event}/afterwards`;
  await page.goto(path);
  if (scripts) await looked(page, expect, "afterwards");
  await key(page, link(page, "欠席"), "Enter");
  await page.waitForURL(/absences/);
  const note = page.locator("input[name=note]").first();
  await note.focus();
  await page.keyboard.type("発熱のため");
  await page.keyboard.press("Enter");
  await page.locator("input[name=note][value=発熱のため]").waitFor();
  if (scripts) await looked(page, expect, "absences");
  await page.goto(`${path}/completion?session=${session}`);
  await page.locator("#at_least").fill("1");
  await page.keyboard.press("Enter");
  await key(page, button(page, "番号を付けて修了証を作る"), "Enter");
  await page.locator("tbody td a").first().waitFor();
  if (scripts) await looked(page, expect, "completion");
  expect((await fetched(page, link(page, "Excel"))).endsWith(".xlsx"), "the list is a file");
  await page.goto(`${path}/statistics`);
  if (scripts) await looked(page, expect, "statistics");
}

async function purge(page, expect, { event }, scripts) {
  await page.goto(`${base}/console/events/${event}/retention`);
  if (scripts) await looked(page, expect, "retention");
  await page.locator("#purge_reason").focus();
  await page.keyboard.type("業務が終わったため");
  await key(page, button(page, "消去するものを確かめる"), "Enter");
  await says(page, "まだ何も消去していません");
  expect((await page.locator("main").innerText()).includes("2件"), "the number is said before");
  if (scripts) await looked(page, expect, "purge-preview");
  await key(page, link(page, "消去しない"), "Enter");
  await page.locator("#purge_reason").waitFor();
  expect(!(await page.getByText("まだ何も消去していません").count()), "and one is back without anything done");
}

await played("afterwards", async (page, expect, scripts, [event, session, coming]) => {
  const place = { event, session, coming };
  await exportList(page, expect, place, scripts);
  await afterwards(page, expect, place, scripts);
  await purge(page, expect, place, scripts);
});
