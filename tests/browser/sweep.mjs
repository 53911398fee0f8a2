// Opens every page of a folder in headless Chromium, wide and narrow, light and dark, and prints what is wrong
// with it as one JSON object: { pages, combinations, axeRuns, seconds, findings: [{ page, look, rule, help, places }] }.
//
//   node sweep.mjs --pages FOLDER [--shots FOLDER] [--tabs NUMBER] [--whole]
//
// A page is loaded once; its widths and colours are changed while it stands. Pages with a form, and the event's
// page, are also looked at in forced colours and with reduced motion. With --shots pictures are kept. Pages of the
// console, which are not written in やさしい日本語, are looked at in Japanese in both widths and wide in the dark, in
// English, whose words are longer, in the narrow one; with --whole or --shots in all.

import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AXE, TAGS, launch } from "./chromium.mjs";
import { serveFolder } from "./folder.mjs";

const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];
// Content must fit without scrolling sideways (WCAG 2.2, 1.4.10).
const NARROWEST = 320;
const HEIGHT = 800;
// What people fill in or begin with: these must also stand in a system's own colours.
const IN_FORCED_COLOURS = /^(EventView|ApplyView|CheckView)-/;

const text = { type: "string" };
const { values: options } = parseArgs({ options: { pages: text, shots: text, tabs: text, whole: { type: "boolean" } } });

const sideways = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

const runAxe = (page) =>
  page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, {
      runOnly: { type: "tag", values: tags },
      resultTypes: ["violations"],
      // No rule of these tags needs the style sheets read a second time.
      preload: false,
    });
    return violations.map(({ id, help, nodes }) => ({
      rule: id,
      help,
      places: nodes.map((node) => node.target.join(" ")),
    }));
  }, TAGS);

// Everything that moves by itself, or would, for somebody who asked that nothing does.
const moving = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("*")].filter((element) => {
      const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
      return animationName !== "none" || transitionDuration !== "0s" || scrollBehavior === "smooth";
    }).length,
  );

// Controls whose edge cannot be seen where the system paints everything in its own colours.
const edgeless = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main .button, main .input")]
      .filter((control) => {
        const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(control);
        return borderTopWidth === "0px" || borderTopStyle === "none" || borderTopColor === backgroundColor;
      })
      .map((control) => control.outerHTML.slice(0, 120)),
  );

class Sweep {
  combinations = 0;
  axeRuns = 0;
  findings = [];

  note(page, look, found) {
    this.findings.push(...found.map((finding) => ({ page, look, ...finding })));
  }

  async look(tab, name, width, scheme) {
    const look = `${width} ${scheme}`;
    await tab.setViewportSize({ width, height: HEIGHT });
    this.combinations += 1;
    this.note(name, look, await runAxe(tab));
    this.axeRuns += 1;
    if (await sideways(tab)) this.note(name, look, [{ rule: "no-sideways", help: "scrolls sideways", places: [] }]);
    if (options.shots) await tab.screenshot({ path: join(options.shots, `${name}.${width}.${scheme}.png`), fullPage: true });
  }

  // The schemes and widths in which a page is looked at.
  looks(name) {
    const [view, language] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf(".") + 1)];
    const all = SCHEMES.flatMap((scheme) => WIDTHS.map((width) => [scheme, width]));
    if (options.whole || options.shots || isPublic.has(view)) return all;
    const wide = WIDTHS.at(-1);
    if (language !== "ja") return all.filter(([scheme, width]) => scheme === "light" && width !== wide);
    return all.filter(([scheme, width]) => scheme === "light" || width === wide);
  }

  async page(tab, base, name) {
    await tab.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "no-preference" });
    await tab.goto(`${base}/${name}.html`);
    await tab.evaluate(AXE);
    for (const [scheme, width] of this.looks(name)) {
      await tab.emulateMedia({ colorScheme: scheme });
      await this.look(tab, name, width, scheme);
    }
    await tab.setViewportSize({ width: NARROWEST, height: HEIGHT });
    if (await sideways(tab)) this.note(name, "320", [{ rule: "no-sideways", help: "scrolls sideways", places: [] }]);
    if (IN_FORCED_COLOURS.test(name)) await this.forcedColours(tab, name);
  }

  async forcedColours(tab, name) {
    await tab.emulateMedia({ colorScheme: "light", forcedColors: "active", reducedMotion: "reduce" });
    await tab.setViewportSize({ width: 360, height: HEIGHT });
    const lost = await edgeless(tab);
    if (lost.length) this.note(name, "forced colours", [{ rule: "edges", help: "a control has no edge", places: lost }]);
    if (await moving(tab)) this.note(name, "reduced motion", [{ rule: "motion", help: "something moves", places: [] }]);
    if (options.shots) await tab.screenshot({ path: join(options.shots, `${name}.360.forced.png`), fullPage: true });
    this.combinations += 1;
  }
}

const began = Date.now();
const names = (await readdir(options.pages)).filter((file) => file.endsWith(".html")).map((file) => file.slice(0, -5)).sort();
const isPublic = new Set(names.filter((name) => name.endsWith(".easy")).map((name) => name.slice(0, -".easy".length)));
if (options.shots) await mkdir(options.shots, { recursive: true });
const site = await serveFolder(options.pages);
const browser = await launch();
const sweep = new Sweep();
try {
  const waiting = [...names];
  const tabs = Array.from({ length: Number(options.tabs ?? 3) }, async () => {
    // One browser context a tab: media and size are of the page, and none waits for another to be in front.
    const context = await browser.newContext({ locale: "ja-JP", timezoneId: "Asia/Tokyo" });
    const tab = await context.newPage();
    tab.on("pageerror", (error) => sweep.note("script", tab.url(), [{ rule: "script", help: error.message, places: [] }]));
    for (let name = waiting.shift(); name; name = waiting.shift()) await sweep.page(tab, site.base, name);
  });
  await Promise.all(tabs);
} finally {
  await browser.close();
  site.close();
}
const { combinations, axeRuns, findings } = sweep;
console.log(JSON.stringify({ pages: names.length, combinations, axeRuns, seconds: (Date.now() - began) / 1000, findings }));
