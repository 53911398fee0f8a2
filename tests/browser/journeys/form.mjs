// The application form as the journeys handle it.

import { tick } from "../by_keys.mjs";

export const TARO = { name: "山田 太郎", kana: "やまだ たろう", email: "taro@example.jp", phone: "000-1234-5678" };

export const person = (number) => ({ ...TARO, name: `山田 ${"一二三四五六七八九"[number]}郎`, email: `p${number}@example.jp` });

export const checkButton = (page) => page.locator('main button[name="action"][value="check"]');
export const sendButton = (page) => page.locator('main button[name="action"][value="send"]');
export const reception = async (page) => (await page.locator(".reception-number strong").innerText()).trim();

// Opens the form of the event's session with this name.
export async function openForm(page, base, event, session) {
  await page.goto(`${base}/e/${event}`);
  await page.getByRole("link", { name: new RegExp(`申し込む ${session.replace(/[()]/g, "\\$&")}`) }).click();
  await checkButton(page).waitFor();
}

export async function fill(page, applicant) {
  for (const [field, value] of Object.entries(applicant)) await page.locator(`#${field}`).fill(value);
}

export async function consent(page) {
  // Without scripts the page draws no frames for the driver to see that the box stands still.
  await tick(page.locator("#consent"));
}

export async function typed(page) {
  const values = {};
  for (const field of Object.keys(TARO)) values[field] = await page.locator(`#${field}`).inputValue();
  return values;
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// Answers one question of each kind.
export async function answerQuestions(page) {
  await page.locator("#answer-short-text").fill("短い答え");
  await page.locator("#answer-long-text").fill("長い\n答え");
  await page.locator("#answer-number").fill("１２");
  for (const key of ["choice", "choices", "yes-no", "consent"]) await tick(page.locator(`#answer-${key}`));
  await page.locator("#answer-date").fill("2026-10-15");
}
