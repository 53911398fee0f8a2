// Two people on their check pages, and one seat.

import { checkButton, consent, fill, openForm, person, reception, sendButton } from "./form.mjs";

export async function lastSeat({ context, browser, base, expect }) {
  const other = await browser.newContext({ locale: "ja-JP", reducedMotion: "reduce" });
  const pages = [await context.newPage(), await other.newPage()];
  for (const [number, page] of pages.entries()) {
    await openForm(page, base, "last-seat", "下関");
    await fill(page, person(number));
    await consent(page);
    await checkButton(page).click();
    await sendButton(page).waitFor();
  }
  await Promise.all(pages.map((page) => sendButton(page).click()));
  for (const page of pages) await page.waitForLoadState("networkidle");
  const headings = await Promise.all(pages.map((page) => page.locator("h1").innerText()));
  expect(headings.filter((heading) => heading === "お申し込みを受け付けました").length === 1, `one has the seat: ${headings}`);
  const loser = headings.findIndex((heading) => heading === "入力されている間に満席になりました");
  expect(loser >= 0, `the other is told why: ${headings}`);

  const page = pages[loser];
  expect(await page.getByText("ご記入の内容は残っています").isVisible(), "the answers are kept");
  expect(await page.getByRole("button", { name: "この回にする 萩(午前)" }).isVisible(), "another session is one press away");
  await page.locator('button[name="waiting_list"]').click();
  expect((await reception(page)).length === 8, "one press, and it waits");
  expect(await page.getByText("いまの順番は1番目です").isVisible(), "first on the waiting list");
  await other.close();
}
