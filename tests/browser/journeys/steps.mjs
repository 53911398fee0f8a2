// A long form, step by step.

import { enter, tick } from "../by_keys.mjs";
import { answerQuestions, checkButton, consent, fill, person, reception, same, sendButton, typed } from "./form.mjs";

const next = (page) => enter(checkButton(page));
const progress = (page) => page.locator(".progress").innerText();
const summary = (page) => page.locator("#errors a");

export async function inSteps({ context, base, expect, name }) {
  const applicant = person(name === "steps" ? 0 : 1);
  const page = await context.newPage();
  await page.goto(`${base}/e/steps/apply`);
  expect((await progress(page)) === "4つのうち1つめ", "the first of four steps");
  await next(page);
  expect((await summary(page).count()) === 1, "only the session is missing at the first step");
  await tick(page.getByRole("radio").nth(1));
  await next(page);

  expect((await progress(page)) === "4つのうち2つめ", "the second step");
  await next(page);
  expect((await summary(page).count()) === 2, "name and address are missing at the second step");
  await fill(page, applicant);
  await enter(page.locator('button[value="back"]'));
  expect(await page.getByRole("radio").nth(1).isChecked(), "the session is still chosen");
  await next(page);
  expect(same(await typed(page), applicant), "what was typed is there again");
  await next(page);

  expect((await progress(page)) === "4つのうち3つめ", "the third step");
  await next(page);
  expect((await summary(page).count()) === 8, "eight answers are missing");
  await answerQuestions(page);
  await next(page);

  expect((await progress(page)) === "4つのうち4つめ", "the last step");
  await next(page);
  expect((await summary(page).count()) === 1, "consent is missing");
  await consent(page);
  await enter(page.locator('.languages button[value="easy"]'));
  expect((await progress(page)) === "4つの中の4つ目（め）", "the same step in plain Japanese");
  expect(await page.locator("#consent").isChecked(), "the consent stays");
  await enter(page.locator('.languages button[value="ja"]'));
  await next(page);

  await sendButton(page).waitFor();
  await page.getByText(applicant.name).first().waitFor();
  await enter(page.getByRole("button", { name: "変更 質問 number" }));
  expect((await progress(page)) === "4つのうち3つめ", "変更 leads to the step of the question");
  expect((await page.locator("#answer-number").inputValue()) === "１２", "with its answer");
  await page.locator("#answer-number").fill("34");
  await next(page);
  await sendButton(page).waitFor();
  expect(await page.getByText("34", { exact: true }).isVisible(), "and straight back to the check page");
  await enter(sendButton(page));
  expect((await reception(page)).length === 8, "a reception number");
}
