// Attendees in the console, with and without scripts: rows are chosen (by keyboard alone where scripts run) and moved,
// two applications are entered one after the other, a list is taken in. Prints { journeys: [{ name, steps, error }] }.
//
//   node console_attendees.mjs BASE OUT LINK EVENT SESSION OTHER [LINK EVENT SESSION OTHER]...

import { tick } from "./by_keys.mjs";
import { base, looked, played } from "./console_journey.mjs";

// By the keyboard: a page that has just become wider would be clicked beside its button.
const press = (page, name) => page.locator("main").getByRole("button", { name }).first().press("Enter");

// The page says so, once its work has ended: it is asked for anew as the browser would.
async function saying(page, words) {
  for (let i = 0; i < 60; i += 1) {
    if ((await page.locator("main").innerText()).includes(words)) return;
    await page.waitForTimeout(500);
    await page.reload();
  }
  throw new Error(`the page does not say ${words}`);
}

async function move(page, expect, { session, other }, scripts) {
  const list = `${base}/console/sessions/${session}/attendees`;
  await page.goto(list);
  if (scripts) {
    await looked(page, expect, "list");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    expect((await page.locator("input[name=chosen]:checked").count()) === 2, "j and x choose two rows");
    expect((await page.locator(".attendees-count").innerText()) === "(2)", "and their number is said");
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement.id === "q"), "/ goes to the search");
    await page.keyboard.type("jx");
    expect((await page.locator("#q").inputValue()) === "jx", "where letters are letters");
  } else {
    for (const at of [0, 1]) await tick(page.locator("input[name=chosen]").nth(at));
  }
  await page.locator("#target").selectOption(other);
  await page.locator("button[value=move]").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/console\/bulk\//);
  expect((await page.locator("main").innerText()).includes("2件の申込を選んでいます"), "the number is said before");
  if (scripts) await looked(page, expect, "bulk");
  await press(page, /始める/);
  await saying(page, "すべてできました");
  await page.goto(`${base}/console/sessions/${other}/attendees`);
  expect((await page.locator("tbody tr").count()) === 2, "both have moved");
  if (scripts) {
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/console\/registrations\//);
    await looked(page, expect, "record");
  }
}

async function enter(page, expect, { session }, scripts) {
  await page.goto(`${base}/console/sessions/${session}/enter`);
  for (const [at, name] of ["代理 一郎", "代理 二郎"].entries()) {
    await page.locator("#source").selectOption("fax");
    await page.locator("#name").fill(name);
    await page.locator("#phone").fill(`000-9999-000${at}`);
    if (scripts && at === 0) await looked(page, expect, "entry");
    await press(page, "保存して次を入力する");
    await page.getByText("で保存しました").waitFor();
    expect((await page.locator("#source").inputValue()) === "fax", "the channel stays");
    expect((await page.locator("#name").inputValue()) === "", "and the sheet is empty");
  }
}

async function takeIn(page, expect, { session }, scripts) {
  await page.goto(`${base}/console/sessions/${session}/import`);
  if (scripts) await looked(page, expect, "upload");
  const text = "お名前,ﾒｰﾙｱﾄﾞﾚｽ,連絡\n名簿 花子,meibo1@example.jp,0838-25-0001\n名簿 次郎,x,\n";
  await page.locator("#file").setInputFiles({ name: "名簿.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await press(page, "読み込む");
  await page.waitForURL(/\/console\/imports\//);
  expect((await page.locator("#column-0").inputValue()) === "name", "columns are proposed");
  await page.locator("#column-2").selectOption("phone");
  if (scripts) await looked(page, expect, "mapping");
  await press(page, "この列で試す");
  await saying(page, "試し終わりました");
  expect((await page.locator("tbody th.number").first().innerText()) === "3", "the faulty row is named by its number");
  if (scripts) await looked(page, expect, "checked");
  await press(page, /新しい1行/);
  await saying(page, "取り込みました");
  if (scripts) await looked(page, expect, "taken-in");
  await page.goto(`${base}/console/sessions/${session}/import`);
  await page.locator("#file").setInputFiles({ name: "名簿.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await press(page, "読み込む");
  expect((await page.locator("#column-2").inputValue()) === "phone", "and remembered");
}

await played("attendees", async (page, expect, scripts, [event, session, other]) => {
  const place = { event, session, other };
  await move(page, expect, place, scripts);
  await enter(page, expect, place, scripts);
  await takeIn(page, expect, place, scripts);
  if (scripts) {
    await page.goto(`${base}/console/events/${event}/attendees?sort=name`);
    await looked(page, expect, "event-list");
  }
});
