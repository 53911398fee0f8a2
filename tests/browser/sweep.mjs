// Opens every page of a folder in headless Chromium, wide and narrow, light and dark, and prints what is wrong
// with it as one JSON object: { pages, combinations, axeRuns, seconds, findings: [{ page, look, rule, help, places }] }.
//
//   node sweep.mjs --pages FOLDER [--shots FOLDER] [--tabs NUMBER] [--whole]
//
// A page is loaded once; its widths and colours are changed while it stands. Pages with a form, and the event's
// page, are also looked at in forced colours and with reduced motion. With --shots pictures are kept. Pages of the
// console, which are not written in やさしい日本語, are looked at in Japanese in both widths and wide in the dark; of those in
// English, whose words are longer, only whether they fit. In the dark nothing has changed but colours: only the rules about
// them are asked. With --whole or --shots every rule is asked of every page in every look.

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
// Where the pages find axe-core: as a script with an address it is compiled once and not for every page.
const AXE_PATH = "/axe.min.js";
const OF_COLOURS = ["color-contrast", "link-in-text-block"];
// What people fill in or begin with: these must also stand in a system's own colours.
const IN_FORCED_COLOURS = /^(EventView|ApplyView|CheckView)-/;

const text = { type: "string" };
const { values: options } = parseArgs({ options: { pages: text, shots: text, tabs: text, whole: { type: "boolean" } } });

const sideways = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

const runAxe = (page, runOnly) =>
  page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, {
      runOnly,
      resultTypes: ["violations"],
      // No rule of these tags needs the style sheets read a second time.
      preload: false,
    });
    return violations.map(({ id, help, nodes }) => ({
      rule: id,
      help,
      places: nodes.map((node) => node.target.join(" ")),
    }));
  }, runOnly);

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

const everything = options.whole || options.shots !== undefined;
const viewOf = (name) => name.slice(0, name.lastIndexOf("."));

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
    for (const rules of this.rules(name, scheme)) {
      this.note(name, look, await runAxe(tab, rules));
      this.axeRuns += 1;
    }
    if (await sideways(tab)) this.note(name, look, [{ rule: "no-sideways", help: "scrolls sideways", places: [] }]);
    if (options.shots) await tab.screenshot({ path: join(options.shots, `${name}.${width}.${scheme}.png`), fullPage: true });
  }

  // What axe-core is asked of a look: one list of rules, or none.
  rules(name, scheme) {
    if (scheme === "dark" && !everything) return [{ type: "rule", values: OF_COLOURS }];
    return everything || name.endsWith(".ja") || isPublic.has(viewOf(name)) ? [{ type: "tag", values: TAGS }] : [];
  }

  // The schemes and widths in which a page is looked at.
  looks(name) {
    const all = SCHEMES.flatMap((scheme) => WIDTHS.map((width) => [scheme, width]));
    if (everything || isPublic.has(viewOf(name))) return all;
    const wide = WIDTHS.at(-1);
    if (!name.endsWith(".ja")) return all.filter(([scheme, width]) => scheme === "light" && width !== wide);
    return all.filter(([scheme, width]) => scheme === "light" || width === wide);
  }

  async page(tab, base, name) {
    await tab.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "no-preference" });
    await tab.goto(`${base}/${name}.html`);
    if (this.looks(name).some(([scheme]) => this.rules(name, scheme).length)) await tab.addScriptTag({ url: AXE_PATH });
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
const isPublic = new Set(names.filter((name) => name.endsWith(".easy")).map(viewOf));
if (options.shots) await mkdir(options.shots, { recursive: true });
const site = await serveFolder(options.pages, { [AXE_PATH]: AXE });
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
