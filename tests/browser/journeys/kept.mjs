// Answers that outlive what happens to pages.

import { answerQuestions, checkButton, consent, fill, openForm, person, reception, same, sendButton, typed } from "./form.mjs";

async function filled({ context, base }, number, event = "kept") {
  const page = await context.newPage();
  await openForm(page, base, event, "下関");
  await fill(page, person(number));
  return page;
}

async function toCheckPage(page) {
  await consent(page);
  await checkButton(page).click();
  await sendButton(page).waitFor();
}

async function send(page, expect) {
  await sendButton(page).click();
  expect((await reception(page)).length === 8, "a reception number");
}

export async function reload(journey) {
  const { expect } = journey;
  const page = await filled(journey, 0);
  // Sent with an error: the page is the answer to a form.
  await checkButton(page).click();
  await page.locator("#errors").waitFor();
  await page.reload();
  expect(same(await typed(page), person(0)), "the answers outlive a reload of the page with errors");
  await toCheckPage(page);
  await page.reload();
  expect(await page.getByText(person(0).email).isVisible(), "and of the check page");
  await send(page, expect);
  const number = await reception(page);
  await page.reload();
  expect((await reception(page)) === number, "and the done page stays the same");
}

export async function back(journey) {
  const { expect } = journey;
  const page = await filled(journey, 1);
  await toCheckPage(page);
  await page.goBack();
  expect(same(await typed(page), person(1)), "the answers are there when one goes back to the form");
  await page.goForward();
  await sendButton(page).waitFor();
  await send(page, expect);
  const number = await reception(page);
  await page.goBack();
  await sendButton(page).click();
  expect((await reception(page)) === number, "back and sent once more: the same registration");
}

export async function backInSteps(journey) {
  const { expect } = journey;
  const page = await filled(journey, 2, "kept-steps");
  await checkButton(page).click();
  await page.locator("#answer-short-text").waitFor();
  await answerQuestions(page);
  await checkButton(page).click();
  await page.locator("#consent").waitFor();
  await page.goBack();
  expect((await page.locator("#answer-short-text").inputValue()) === "短い答え", "one step back, the answers are there");
  await page.goBack();
  expect(same(await typed(page), person(2)), "two steps back, too");
  await page.goForward();
  await page.goForward();
  await toCheckPage(page);
  await send(page, expect);
}

export async function doubleClick(journey) {
  const { expect } = journey;
  const page = await filled(journey, 3);
  await consent(page);
  await checkButton(page).dblclick();
  await sendButton(page).waitFor();
  await sendButton(page).dblclick();
  expect((await reception(page)).length === 8, "a reception number after two clicks");
}

export async function twoTabs(journey) {
  const { expect } = journey;
  const [one, other] = [await filled(journey, 4), await filled(journey, 5)];
  await toCheckPage(one);
  await toCheckPage(other);
  await send(one, expect);
  await send(other, expect);
  expect((await reception(one)) !== (await reception(other)), "two tabs, two registrations");
}

export async function oldForm(journey) {
  const { expect, ask } = journey;
  const page = await filled(journey, 6);
  await ask("an hour later");
  await toCheckPage(page);
  await ask("a day later");
  await sendButton(page).click();
  await page.locator("#errors").waitFor();
  expect(await page.getByText("ご記入の内容は残っています").first().isVisible(), "after a day one is asked to look again");
  expect(same(await typed(page), person(6)), "with everything kept");
  expect(await page.locator("#consent").isChecked(), "the consent, too");
  await checkButton(page).click();
  await sendButton(page).waitFor();
  await send(page, expect);
}

export async function restart(journey) {
  const { expect, ask } = journey;
  const page = await filled(journey, 7);
  await ask("restart");
  await toCheckPage(page);
  await ask("restart");
  await send(page, expect);
}
