// Every error of every field: said in the summary and at the field in the same words, the link moves the focus,
// and what was typed stays.

import { TARO, answerQuestions, checkButton, consent, fill } from "./form.mjs";

const LONG = "長".repeat(5_000);
// Field, what is typed (null: nothing is chosen), the question's own control.
const PERSONAL = [
  ["name", ""],
  ["name", LONG],
  ["name", "山\u200b田"],
  ["kana", "山田太郎"],
  ["email", ""],
  ["email", "taro"],
  ["email", "taro@@example.jp"],
  ["email", "太郎@example.jp"],
  ["phone", "12"],
  ["phone", "お電話ください"],
  ["consent", null],
];
const ANSWERS = [
  ["session", null],
  ["answer-short-text", ""],
  ["answer-short-text", LONG],
  ["answer-long-text", ""],
  ["answer-long-text", LONG],
  ["answer-number", ""],
  ["answer-number", "たくさん"],
  ["answer-number", "99999999999999"],
  ["answer-choice", null],
  ["answer-choices", null],
  ["answer-date", ""],
  ["answer-date", "13月45日"],
  ["answer-yes-no", null],
  ["answer-consent", null],
];
const OF_COMPANIES = [
  ["company", ""],
  ["company", LONG],
  ["corporate_number", "1234"],
  ["corporate_number", "1234567890123"],
  ["attendee-1-kana", "漢字"],
  ["attendee-1-name", LONG],
  ["attendee-1-email", "x"],
];

async function wrong(page, field, value) {
  const control = page.locator(`#${field}`);
  if (value === null) {
    const boxes = page.locator(`[name="${field}"]`);
    for (const box of await boxes.all()) await box.evaluate((one) => (one.checked = false));
    return;
  }
  // Some browsers have no field for a date: there it is typed.
  await control.evaluate((one) => one.tagName === "INPUT" && one.setAttribute("type", "text"));
  await control.fill(value);
}

async function judge(page, expect, field, value) {
  const what = `${field} ${value === null ? "not chosen" : JSON.stringify(value.slice(0, 20))}`;
  const title = await page.title();
  expect(title.startsWith("エラー："), `${what}: the title says so: ${title}`);
  const lines = await page.locator("#errors li").allInnerTexts();
  expect(lines.length === 1, `${what}: one error, not ${JSON.stringify(lines)}`);
  const at = await page.locator(`#${field}-error`).innerText();
  expect(at === lines[0], `${what}: "${at}" at the field, "${lines[0]}" above`);
  expect(!/半角|全角|ハイフン/.test(at), `${what}: nobody is blamed for width or hyphens: ${at}`);
  const focused = () => page.evaluate(() => document.activeElement.id);
  expect((await focused()) === "errors", `${what}: the summary has the focus`);
  await page.locator("#errors a").click();
  expect((await focused()) === field, `${what}: the link moves the focus to the field, not ${await focused()}`);
  if (value === null) return;
  const kept = await page.locator(`#${field}`).inputValue();
  // A browser shows no date that is none.
  const isDate = field === "answer-date";
  expect(isDate || kept === value, `${what}: what was typed is kept, not ${JSON.stringify(kept.slice(0, 20))}`);
}

async function each(page, cases, open, expect) {
  for (const [field, value] of cases) {
    await open();
    await wrong(page, field, value);
    await checkButton(page).click();
    await page.locator("#errors, h1:has-text('入力内容の確認')").first().waitFor();
    await judge(page, expect, field, value);
  }
}

export async function errors({ context, base, expect }) {
  const page = await context.newPage();
  const open = async () => {
    await page.goto(`${base}/e/errors/apply`);
    await page.locator("#session").check();
    await fill(page, TARO);
    await answerQuestions(page);
    await consent(page);
  };
  await each(page, [...PERSONAL, ...ANSWERS], open, expect);
}

export async function companyErrors({ context, base, expect }) {
  const page = await context.newPage();
  const open = async () => {
    await page.goto(`${base}/e/company-errors/apply`);
    await page.locator("#company").fill("株式会社例示");
    await fill(page, TARO);
    await page.locator("#attendee-1-name").fill("山田 花子");
    await consent(page);
  };
  await each(page, OF_COMPANIES, open, expect);
}
