// Two telephones at a door in headless Chromium, their network cut in the middle. Scans come as a scanner types them:
// quickly, with Enter at the end. Prints one JSON object.
//
//   node door.mjs --base http://127.0.0.1:8080 --path /console/events/…/check-in/… --cookie NAME=VALUE
//                 --codes FILE --out FOLDER --mode real|control
//
// In both modes every third answer of the server is lost after it has written; in the control the telephones then say
// the same with other ids.

import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AXE, TAGS, launch } from "./chromium.mjs";

const text = { type: "string" };
const { values: options } = parseArgs({ options: { base: text, path: text, cookie: text, codes: text, out: text, mode: text } });
await mkdir(options.out, { recursive: true });
const codes = JSON.parse(readFileSync(options.codes, "utf8"));
const isControl = options.mode === "control";
const seen = {
  scans: 0, offline: 0, waiting: 0, slowest: 0, told: 0, again: "", reopened: false, unsent: 0, lostAnswers: 0, left: 0, findings: [], complaints: [], error: null,
};
const browser = await launch();

async function telephone() {
  const context = await browser.newContext({ locale: "ja-JP", timezoneId: "Asia/Tokyo", viewport: { width: 360, height: 780 } });
  context.setDefaultTimeout(60_000);
  const [name, ...rest] = options.cookie.split("=");
  await context.addCookies([{ name, value: rest.join("="), url: options.base }]);
  let syncs = 0;
  // What is played here goes past the browser's own switch.
  const phone = { context, isCut: false };
  await context.route("**/sync", async (route) => {
    if (phone.isCut) return route.abort("internetdisconnected");
    const request = route.request();
    let data = request.postData();
    if (isControl) {
      const form = new URLSearchParams(data);
      const entries = JSON.parse(form.get("entries")).map((entry) => ({ ...entry, id: randomUUID() }));
      form.set("entries", JSON.stringify(entries));
      data = form.toString();
    }
    const response = await route.fetch({ postData: data, maxRedirects: 0 }).catch(() => null);
    if (!response) return route.abort();
    // Written, and nobody heard of it.
    if (++syncs % 3 === 1) {
      seen.lostAnswers += 1;
      return route.abort();
    }
    if (!isControl) return route.fulfill({ response });
    const ids = JSON.parse(new URLSearchParams(request.postData()).get("entries")).map((entry) => entry.id);
    const { answers } = await response.json();
    return route.fulfill({ json: { answers: answers.map((answer, i) => ({ ...answer, id: ids[i], outcome: "welcome" })) } });
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => seen.complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource|ERR_/.test(message.text())) seen.complaints.push(message.text());
  });
  await page.goto(options.base + options.path);
  await page.waitForSelector("body[data-door=ready]");
  return Object.assign(phone, { page });
}

// Let in by mistake, and out again at once.
async function letInAndOut(phone, code) {
  await scan(phone, code, true);
  await phone.page.locator("#door-result .door-actions button").last().click();
  await phone.page.waitForFunction(() => document.getElementById("door-result").dataset.sign === "undone");
}

async function cut(phones, isCut) {
  for (const phone of phones) {
    phone.isCut = isCut;
    await phone.context.setOffline(isCut);
  }
}

async function scan({ page }, code, isOffline) {
  const began = Date.now();
  await page.evaluate(() => { document.getElementById("door-result").dataset.sign = ""; });
  await page.locator("#typed").focus();
  await page.keyboard.insertText(code);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("door-result").dataset.sign);
  seen.slowest = Math.max(seen.slowest, Date.now() - began);
  seen.scans += 1;
  if (isOffline) seen.offline += 1;
  const sign = await page.locator("#door-result").getAttribute("data-sign");
  if (sign !== "welcome" && sign !== "already_here") throw new Error(`${code}: ${sign}`);
}

const unsent = async ({ page }) => Number(await page.evaluate(() => document.body.dataset.unsent ?? 0));

async function look({ page }, name) {
  await page.screenshot({ path: join(options.out, `door-${name}.png`), fullPage: true });
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), TAGS);
  seen.findings.push(...violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target).join(", ")}`));
}

async function play() {
  const [one, other] = [await telephone(), await telephone()];
  // Each sees half of the people, and both see some of the same: 100 scans each.
  const shared = codes.slice(0, 40);
  const [left, right] = [codes.slice(40, 100), codes.slice(100, 160)];
  const [mine, theirs] = [[...left.slice(0, 30), ...shared, ...left.slice(30)], [...right.slice(0, 30), ...shared, ...right.slice(30)]];
  for (let i = 0; i < 100; i += 1) {
    if (i === 30) await cut([one, other], true);
    if (i === 55 && !isControl) {
      // Opened again without network, as after a call.
      await one.page.reload();
      await one.page.waitForSelector("body[data-door=ready]");
      seen.reopened = (await one.page.locator("#typed").count()) === 1 && (await unsent(one)) > 0;
      await look(one, "offline");
    }
    if (i === 79 && !isControl) await letInAndOut(one, codes[160]);
    if (i === 80) {
      seen.waiting = (await unsent(one)) + (await unsent(other));
      await cut([one, other], false);
    }
    const isOffline = i >= 30 && i < 80;
    await Promise.all([scan(one, mine[i], isOffline), scan(other, theirs[i], isOffline)]);
  }
  for (const phone of [one, other]) {
    await phone.page.waitForFunction(() => document.body.dataset.unsent === "0", null, { timeout: 60_000 });
  }
  seen.unsent = (await unsent(one)) + (await unsent(other));
  if (!isControl) {
    // Who is out is not there: what the server says to the first of both does not count any more.
    await scan(one, codes[160], false);
    seen.again = await one.page.locator("#door-result").getAttribute("data-sign");
    await one.page.waitForFunction(() => document.body.dataset.unsent === "0", null, { timeout: 60_000 });
  }
  seen.told = (await one.page.locator("#door-told li").count()) + (await other.page.locator("#door-told li").count());
  await look(one, "online");
  await other.page.locator("#typed").fill("やまだ");
  await other.page.keyboard.press("Enter");
  await other.page.waitForSelector("#door-candidates li");
  await look(other, "candidates");
  await one.page.locator(".sign-out button").click();
  await one.page.waitForURL(/sign-in/);
  seen.left = await one.page.evaluate(() => new Promise((done) => {
    const asked = indexedDB.open("uketsuke-check-in");
    asked.onsuccess = () => {
      const all = asked.result.transaction("meetings").objectStore("meetings").count();
      all.onsuccess = async () => done(all.result + (await caches.keys()).length);
    };
  }));
}

const LONGEST_RUN = 240_000;
setTimeout(() => {
  console.error("the browser test did not end in time");
  process.exit(2);
}, LONGEST_RUN).unref();
try {
  await play();
} catch (error) {
  seen.error = error.message;
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
