// The way of one applicant through the pages, in Japanese: event, form, errors, check, done, manage,
// withdraw. Fields are found by what their labels say, as people find them.

import { tick } from "./by_keys.mjs";

const FIELDS = { name: /氏名|お名前/, kana: /ふりがな/, email: /メールアドレス/, phone: /電話/ };

export async function applyAndWithdraw(page, visits, { base, event, session, applicant }) {
  await openEvent(page, visits, base, event);
  await chooseSession(page, visits, session);
  await sendEmptyForm(page, visits);
  await fillForm(page, applicant);
  await goToCheckPage(page, visits, applicant);
  await correctOneAnswer(page, visits, applicant);
  const number = await sendApplication(page, visits);
  await openManagePage(page, visits, number);
  await withdraw(page, visits);
  return number;
}

async function openEvent(page, visits, base, event) {
  await page.goto(`${base}/e/${event}`);
  await visits.record("event");
}

async function chooseSession(page, visits, session) {
  await page.getByRole("link", { name: `申し込む ${session}`, exact: true }).click();
  await page.waitForURL(/\/apply/);
  await visits.record("form");
}

// Nothing entered: every error at its field, and a summary that links to each.
async function sendEmptyForm(page, visits) {
  await checkButton(page).click();
  const links = page.locator("#errors a");
  await links.first().waitFor();
  expect((await page.title()).startsWith("エラー"), "the title begins with エラー");
  for (const link of await links.all()) {
    const target = await link.getAttribute("href");
    expect((await page.locator(target).count()) === 1, `${target} of the error summary is a field`);
  }
  await visits.record("errors");
}

async function fillForm(page, applicant) {
  for (const [field, label] of Object.entries(FIELDS)) {
    await form(page).getByLabel(label).first().fill(applicant[field]);
  }
  // Without JavaScript the page draws no frames for the driver to see that the box stands still.
  await tick(form(page).getByRole("checkbox", { name: /同意/ }));
}

async function goToCheckPage(page, visits, applicant) {
  await checkButton(page).click();
  await sendButton(page).waitFor();
  await page.getByText("まだ完了していません").waitFor();
  await page.getByText(applicant.name).first().waitFor();
  await visits.record("check");
}

// A 変更 button leads back to the form with everything that was entered.
async function correctOneAnswer(page, visits, applicant) {
  await form(page).getByRole("button", { name: /変更.*(氏名|お名前)/ }).click();
  const name = form(page).getByLabel(FIELDS.name).first();
  expect((await name.inputValue()) === applicant.name, "the name is kept");
  await visits.record("form-again");
  await checkButton(page).click();
  await sendButton(page).waitFor();
}

async function sendApplication(page, visits) {
  await sendButton(page).click();
  const number = (await page.locator(".reception-number strong").innerText()).trim();
  await visits.record("done");
  await page.reload();
  const again = (await page.locator(".reception-number strong").innerText()).trim();
  expect(number === again, "the reception number stays after a reload");
  return number;
}

async function openManagePage(page, visits, number) {
  await page.locator('main a.button[href*="/r/"]').first().click();
  await page.waitForURL(/\/r\//);
  expect((await page.locator(".reception-number strong").innerText()).trim() === number, "the same number");
  await visits.record("manage");
}

async function withdraw(page, visits) {
  await page.locator('main a[href$="/withdraw"]').click();
  await page.waitForURL(/\/withdraw$/);
  await visits.record("withdraw");
  await page.locator("main form button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.endsWith("/withdraw"));
  await visits.record("withdrawn");
}

const form = (page) => page.locator("main form");
const checkButton = (page) => page.locator('main button[name="action"][value="check"]');
const sendButton = (page) => page.locator('main button[name="action"][value="send"]');

function expect(holds, what) {
  if (!holds) throw new Error(`expected: ${what}`);
}
