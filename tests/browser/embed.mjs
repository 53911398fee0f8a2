// A page of another site embeds the application form: the applicant applies within the frame. A page of a site that
// is not listed does the same, and the browser shows nothing of the form. Prints what it saw as JSON.
//
//   node embed.mjs --base http://127.0.0.1:8080 --event SLUG --listed PORT --unlisted PORT --out FOLDER

import { tick } from "./by_keys.mjs";
import { createServer } from "node:http";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const text = { type: "string" };
const { values: options } = parseArgs({
  options: { base: text, event: text, listed: text, unlisted: text, out: text },
});
setTimeout(() => {
  console.error("the browser test did not end in time");
  process.exit(2);
}, 120_000).unref();

// The municipality's own page, with nothing but the one script tag.
const html = `<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><title>市のページ</title><h1>市のページ</h1>
<script src="${options.base}/embed.js" data-event="${options.event}" data-title="説明会の申し込み" async></script></html>`;

function serve(port) {
  const server = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(html);
  });
  return new Promise((resolve) => server.listen(Number(port), "127.0.0.1", () => resolve(server)));
}

async function open(browser, port) {
  const context = await browser.newContext({ locale: "ja-JP", timezoneId: "Asia/Tokyo", viewport: { width: 800, height: 900 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.locator("iframe").waitFor();
  return { page, complaints, context };
}

async function apply(browser) {
  const { page, complaints, context } = await open(browser, options.listed);
  const title = await page.locator("iframe").getAttribute("title");
  const frame = page.frameLocator("iframe");
  const form = frame.locator("main form");
  const first = form.getByRole("radio").first();
  await form.getByLabel(/氏名|お名前/).first().waitFor();
  if (await first.count()) await tick(first);
  await form.getByLabel(/氏名|お名前/).first().fill("山田 太郎");
  await form.getByLabel(/ふりがな/).first().fill("やまだ たろう");
  await form.getByLabel(/メールアドレス/).first().fill("taro@example.jp");
  await form.getByLabel(/電話/).first().fill("000-1234-5678");
  await tick(form.getByRole("checkbox", { name: /同意/ }));
  const heights = [await height(page)];
  await page.screenshot({ path: join(options.out, "embed-form.png"), fullPage: true });
  await frame.locator('main button[name="action"][value="check"]').click();
  await frame.locator('main button[name="action"][value="send"]').waitFor();
  await page.waitForTimeout(300);
  heights.push(await height(page));
  const content = await frame.locator("body").evaluate((body) => body.getBoundingClientRect().height);
  await frame.locator('main button[name="action"][value="send"]').click();
  const number = (await frame.locator(".reception-number strong").innerText()).trim();
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(options.out, "embed-done.png"), fullPage: true });
  const manage = await frame.locator('main a.button[href*="/r/"]').first().getAttribute("target");
  const cookies = await context.cookies();
  const seen = { title, number, heights, content, manage, cookies: cookies.length, complaints, address: page.url() };
  await context.close();
  return seen;
}

const height = (page) => page.locator("iframe").evaluate((frame) => frame.getBoundingClientRect().height);

async function refused(browser) {
  const { page, complaints, context } = await open(browser, options.unlisted);
  await page.waitForTimeout(1_500);
  const forms = await page.frameLocator("iframe").locator("main form").count().catch(() => 0);
  await context.close();
  return { forms, complaints };
}

await mkdir(options.out, { recursive: true });
const servers = [await serve(options.listed), await serve(options.unlisted)];
const browser = await chromium.launch({
  executablePath: process.env.UKETSUKE_TEST_CHROMIUM || "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  const listed = await apply(browser).catch((error) => ({ error: error.message }));
  const unlisted = await refused(browser).catch((error) => ({ error: error.message }));
  console.log(JSON.stringify({ listed, unlisted }, null, 2));
} finally {
  await browser.close();
  servers.forEach((server) => server.close());
}
