// Two sessions in the order in which somebody would like them, when the first has no seat.

import { tick } from "../by_keys.mjs";
import { checkButton, consent, fill, person, reception, sendButton } from "./form.mjs";

export async function wishes({ context, base, expect }) {
  const page = await context.newPage();
  await page.goto(`${base}/e/wishes/apply`);
  await tick(page.getByRole("radio", { name: /東会場/ }));
  const second = page.getByLabel(/第2希望/);
  await second.selectOption({ index: 1 });
  await fill(page, person(5));
  await consent(page);
  await checkButton(page).click();
  const summary = page.locator("#errors a");
  await summary.first().waitFor();
  expect((await summary.count()) === 1, "the same session twice is no order");
  await summary.click();
  expect(await second.evaluate((one) => one === document.activeElement), "and the way leads to the second wish");

  await second.selectOption({ index: 2 });
  await checkButton(page).click();
  await sendButton(page).waitFor();
  for (const wish of ["第1希望", "第2希望"]) expect(await page.getByText(wish).first().isVisible(), `${wish} is on the check page`);
  expect(await page.getByText("第1希望の回は、いま満席です").isVisible(), "that the first is full is said before");
  expect((await sendButton(page).innerText()) === "この内容で申し込む", "nobody waits who has a seat by the second wish");
  await sendButton(page).click();
  expect((await reception(page)).length === 8, "a reception number");
  const said = await page.locator("main").innerText();
  expect(said.includes("西会場") && !said.includes("東会場"), `the session that had a seat: ${said}`);
  await page.getByRole("link", { name: "申込確認ページを開く" }).click();
  await page.waitForURL(/\/r\/[^/]+$/);
  expect((await page.locator("main").innerText()).includes("西会場"), "and so says one's own page");
}
