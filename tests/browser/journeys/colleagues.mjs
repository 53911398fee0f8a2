// Somebody of a company registers three colleagues, step by step.

import { enter, tick } from "../by_keys.mjs";
import { checkButton, consent, fill, person, reception, sendButton } from "./form.mjs";

const COLLEAGUES = ["佐藤 花子", "鈴木 次郎", "高橋 三郎"];
const next = (page) => enter(checkButton(page));
const nameOf = (page, number) => page.locator(`#attendee-${number}-name`);

export async function colleagues({ context, base, expect, name }) {
  const page = await context.newPage();
  await page.goto(`${base}/e/colleagues/apply`);
  await page.locator("#company").fill(name === "colleagues" ? "株式会社例示商事" : "例示物産株式会社");
  await fill(page, person(name === "colleagues" ? 0 : 1));
  await next(page);

  await nameOf(page, 1).waitFor();
  expect((await page.locator(".progress").innerText()) === "3つのうち2つめ", "the step of the people");
  await nameOf(page, 1).fill(COLLEAGUES[0]);
  for (const number of [2, 3]) {
    await enter(page.getByRole("button", { name: "参加される方をもう一人増やす" }));
    await nameOf(page, number).waitFor();
    await nameOf(page, number).fill(COLLEAGUES[number - 1]);
  }
  expect((await nameOf(page, 1).inputValue()) === COLLEAGUES[0], "who was named stays while lines are added");
  await next(page);
  await page.locator("#consent").waitFor();
  await consent(page);
  await next(page);

  await sendButton(page).waitFor();
  const said = await page.locator(".summary-list").innerText();
  for (const colleague of COLLEAGUES) expect(said.includes(colleague), `${colleague} is on the check page`);
  await enter(page.getByRole("button", { name: "変更 2人目の氏名" }));
  await nameOf(page, 2).waitFor();
  expect((await nameOf(page, 2).inputValue()) === COLLEAGUES[1], "変更 leads to the colleague");
  await next(page);
  await sendButton(page).waitFor();
  await enter(sendButton(page));
  expect((await reception(page)).length === 8, "a reception number");
}
