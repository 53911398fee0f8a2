// An event's page that stays open while others apply.

// As if somebody came back to the page: then it asks at once.
const lookAgain = (page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

export async function liveSeats({ context, base, expect, ask }) {
  const page = await context.newPage();
  await page.goto(`${base}/e/live`);
  const seats = page.locator(".seats");
  const said = page.locator("#live");
  expect((await seats.innerText()) === "残り2席（定員2名）", "two seats at first");
  await ask("somebody applies");
  await lookAgain(page);
  await page.getByText("残り1席（定員2名）").waitFor();
  expect((await said.innerText()) === "", "a number is not read out");

  const link = page.getByRole("link", { name: "申し込む 下関", exact: true });
  await link.focus();
  await ask("somebody applies");
  await lookAgain(page);
  await page.getByText("満席（定員2名）").waitFor();
  expect((await said.textContent()) === "下関 キャンセル待ち受付中", "that it is full is read out");
  expect(await link.evaluate((one) => one === document.activeElement), "what has the focus is left alone");
  await link.blur();
  await lookAgain(page);
  await page.getByRole("link", { name: "キャンセル待ちに申し込む 下関" }).waitFor();
  expect((await link.count()) === 0, "and then there is no way to a seat that is gone");
}
