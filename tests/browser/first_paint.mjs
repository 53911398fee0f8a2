// When something is first to be seen of pages on a slow line: { paints: [{ path, milliseconds }] }.
//
//   node first_paint.mjs BASE PATH...
//
// Each page is opened with nothing kept from before, at 400 kbit/s and 400 ms to the server and back.

import { launch } from "./chromium.mjs";

const LINE = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

async function paint(browser, url) {
  const context = await browser.newContext({ locale: "ja-JP" });
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", LINE);
  await page.goto(url, { waitUntil: "load", timeout: 60_000 });
  const milliseconds = await page.evaluate(async () => {
    for (let tries = 0; tries < 100; tries += 1) {
      const [entry] = performance.getEntriesByName("first-contentful-paint");
      if (entry) return entry.startTime;
      await new Promise((later) => setTimeout(later, 50));
    }
    return -1;
  });
  await context.close();
  return milliseconds;
}

const [base, ...paths] = process.argv.slice(2);
const browser = await launch();
const paints = [];
for (const path of paths) paints.push({ path, milliseconds: await paint(browser, base + path) });
await browser.close();
console.log(JSON.stringify({ paints }));
