// Journeys of staff through the console, each once with and once without scripts: signing in by a link, what is looked at on
// the way (pictures, no sideways scroll, no finding of axe-core, narrow and wide), and what is printed at the end.

import { enter } from "./by_keys.mjs";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AXE, TAGS, launch } from "./chromium.mjs";

const WIDTHS = [360, 1280];
const [base, out, ...links] = process.argv.slice(2);

export { base };

// Rules that a page breaks at each width; its frames show pages that are swept by themselves.
export async function looked(page, expect, name) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(out, `${name}-${width}.png`), fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(!wide, `${name} does not scroll sideways at ${width} px`);
    await page.evaluate(AXE);
    const found = await page.evaluate(
      (tags) =>
        axe
          .run(document, { runOnly: tags, iframes: false })
          .then(({ violations }) => violations.map((v) => `${v.id} ${v.nodes[0].html}`)),
      TAGS,
    );
    expect(found.length === 0, `${name} at ${width} px without findings, not ${found.join("; ")}`);
  }
}

async function once(browser, name, play, [link, ...args]) {
  const scripts = !name.endsWith("-without-scripts");
  const look = { reducedMotion: "reduce", locale: "ja-JP", timezoneId: "Asia/Tokyo" };
  const context = await browser.newContext({ javaScriptEnabled: scripts, ...look });
  context.setDefaultTimeout(60_000);
  const journey = { name, steps: 0, error: null };
  const expect = (holds, what) => {
    journey.steps += 1;
    if (!holds) throw new Error(`expected: ${what}`);
  };
  const page = await context.newPage();
  try {
    await page.goto(`${base}${link}`);
    await enter(page.locator("main form button").first());
    await page.waitForURL(/\/console$/);
    await play(page, expect, scripts, args);
  } catch (error) {
    await page.screenshot({ path: join(out, `${name}-failed.png`), fullPage: true }).catch(() => {});
    journey.error = `${error.message} at ${page.url()}`;
  }
  await context.close();
  return journey;
}

// Plays with and without scripts, each with its own part of the arguments: a link, and what `play` is given.
export async function played(name, play) {
  setTimeout(() => {
    console.error("the journeys did not end in time");
    process.exit(2);
  }, 240_000).unref();
  mkdirSync(out, { recursive: true });
  const browser = await launch();
  const half = links.length / 2;
  const journeys = [
    await once(browser, name, play, links.slice(0, half)),
    await once(browser, `${name}-without-scripts`, play, links.slice(half)),
  ];
  await browser.close();
  console.log(JSON.stringify({ journeys }));
}
