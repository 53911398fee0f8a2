// What the form's scripts do for people who type Japanese and against robots, in headless Chromium. Prints one
// JSON object: { steps: { NAME: what was seen }, findings: [...], complaints: [...], error }.
//
//   node input.mjs --base http://127.0.0.1:8080 --out FOLDER
//
// The server has the events "citizens" (asks for a proof of work) and "companies", and registers of both kinds.

import { enter, tick } from "./by_keys.mjs";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const text = { type: "string" };
const { values: options } = parseArgs({ options: { base: text, out: text } });
await mkdir(options.out, { recursive: true });
const seen = { steps: {}, findings: [], complaints: [], error: null };
const browser = await chromium.launch({
  executablePath: process.env.UKETSUKE_TEST_CHROMIUM || "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});

async function opened(path, more = {}) {
  const context = await browser.newContext({ locale: "ja-JP", viewport: { width: 360, height: 800 }, ...more });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (422|409)/.test(message.text())) seen.complaints.push(message.text());
  });
  page.on("pageerror", (error) => seen.complaints.push(error.message));
  await page.goto(options.base + path);
  return page;
}

async function picture(page, name) {
  await page.screenshot({ path: join(options.out, `input-${name}.png`), fullPage: true });
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), TAGS);
  seen.findings.push(...violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map((n) => n.target).join(", ")}`));
}

// As an input method types: kana that becomes kanji, and is then committed.
async function compose(page, field, steps, committed) {
  const session = await page.context().newCDPSession(page);
  await page.locator(field).focus();
  for (const shown of steps) {
    await session.send("Input.imeSetComposition", { text: shown, selectionStart: shown.length, selectionEnd: shown.length });
  }
  await session.send("Input.insertText", { text: committed });
}

async function furigana() {
  const page = await opened("/e/companies/apply");
  await compose(page, "#name", ["や", "やm", "やま", "やまだ", "山田"], "山田");
  await page.keyboard.insertText("　");
  await compose(page, "#name", ["た", "たろ", "たろう", "太郎"], "太郎");
  const proposed = await page.inputValue("#kana");
  await compose(page, "#attendee-1-name", ["は", "はな", "はなこ", "花子"], "花子");
  const attendee = await page.inputValue("#attendee-1-kana");
  // Written by hand, it stays whatever is typed.
  await page.fill("#kana", "ヤマダ");
  await page.fill("#name", "");
  await compose(page, "#name", ["す", "すず", "すずき", "鈴木"], "鈴木");
  return { proposed, attendee, edited: await page.inputValue("#kana"), name: await page.inputValue("#name") };
}

async function company() {
  const page = await opened("/e/companies/apply");
  await page.locator("#company").pressSequentially("例示");
  await page.waitForFunction(() => document.querySelectorAll("#company-candidates option").length > 0);
  const options = await page.locator("#company-candidates option").evaluateAll((all) => all.map((o) => o.value));
  await picture(page, "company");
  // What choosing from the list does: the whole name stands in the field.
  await page.fill("#company", "株式会社例示商事");
  const number = await page.inputValue("#corporate_number");
  const said = await page.locator('#company ~ [role="status"]').innerText();
  return { options, number, said };
}

async function postal() {
  const page = await opened("/e/companies/apply");
  const part = (name) => `[autocomplete="${name}"]`;
  const values = (names) => Promise.all(names.map((name) => page.inputValue(part(name))));
  await page.locator(part("postal-code")).pressSequentially("９９９－０００２");
  await page.waitForFunction((city) => document.querySelector(city).value !== "", part("address-level2"));
  const one = await values(["address-level1", "address-level2", "address-line1"]);
  await page.fill(part("address-level2"), "書きなおした市");
  await page.fill(part("postal-code"), "");
  await page.locator(part("postal-code")).pressSequentially("9990001");
  await page.waitForSelector('datalist[id$="-towns"] option', { state: "attached" });
  const towns = await page.locator('datalist[id$="-towns"] option').evaluateAll((all) => all.map((o) => o.value));
  await picture(page, "postal");
  return { one, towns, kept: await page.inputValue(part("address-level2")) };
}

async function proof() {
  const page = await opened("/e/citizens/apply");
  const began = Date.now();
  await page.waitForFunction(() => document.querySelector('input[name="proof"]').value !== "");
  const milliseconds = Date.now() - began;
  const trap = page.locator('[name="homepage"]');
  const hidden = !(await trap.isVisible());
  await page.fill("#name", "山田 太郎");
  await page.fill("#kana", "やまだ たろう");
  await page.fill("#email", "taro@example.jp");
  await page.locator("#consent").check();
  await picture(page, "proof-form");
  await page.locator('main button[value="check"]').click();
  await page.locator('main button[value="send"]').click();
  const number = await page.locator(".reception-number strong").innerText();
  return { milliseconds, hidden, number };
}

// Sent from the check page before the proof is there: the button waits for it by itself.
async function early() {
  const page = await opened("/e/citizens/apply");
  await page.fill("#name", "鈴木 花子");
  await page.fill("#kana", "すずき はなこ");
  await page.fill("#email", "hanako@example.jp");
  await page.locator("#consent").check();
  await page.evaluate(() => { document.querySelector('input[name="proof"]').disabled = true; });
  await page.locator('main button[value="check"]').click();
  await page.locator('main button[value="send"]').click();
  return { number: await page.locator(".reception-number strong").innerText() };
}

async function withoutScripts() {
  const page = await opened("/e/citizens/apply", { javaScriptEnabled: false });
  await page.fill("#name", "佐藤 次郎");
  await page.fill("#kana", "さとう じろう");
  await page.fill("#email", "jiro@example.jp");
  await tick(page.locator("#consent"));
  await enter(page.locator('main button[value="check"]'));
  await enter(page.locator('main button[value="send"]'));
  const number = await page.locator(".reception-number strong").count();
  const heading = await page.locator("h1").innerText();
  await page.screenshot({ path: join(options.out, "input-without-proof.png"), fullPage: true });
  return { heading, number };
}

const LONGEST_RUN = 120_000;
setTimeout(() => {
  console.error("the browser test did not end in time");
  process.exit(2);
}, LONGEST_RUN).unref();
try {
  for (const step of [furigana, company, postal, proof, early, withoutScripts]) {
    seen.steps[step.name] = await step();
  }
} catch (error) {
  seen.error = error.message;
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen, null, 2));
