// What there was to see on each page: pictures, accessibility, weight, foreign hosts, complaints.

import { join } from "node:path";
import { AXE, TAGS } from "./chromium.mjs";

const WIDTHS = [360, 1280];
// Content must fit without scrolling sideways (WCAG 2.2, 1.4.10).
const NARROWEST = 320;
const HEIGHT = 800;

export class Visits {
  constructor(page, { play, folder, origin, javaScriptEnabled }) {
    Object.assign(this, { page, play, folder, origin, javaScriptEnabled, seen: [] });
    this.forget();
    page.on("requestfinished", (request) => this.loading.push(this.weigh(request)));
    page.on("console", (message) => this.hear(message));
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  forget() {
    this.loading = [];
    this.complaints = [];
  }

  // A form sent back with errors is a 422 by design; the browser calls that an error of loading.
  hear(message) {
    const byDesign = message.text().includes("status of 422");
    if (message.type() === "error" && !byDesign) this.complaints.push(message.text());
  }

  async weigh(request) {
    const sizes = await request.sizes().catch(() => null);
    const bytes = sizes ? Math.max(sizes.responseBodySize, 0) + Math.max(sizes.responseHeadersSize, 0) : 0;
    return { url: request.url(), bytes };
  }

  // Notes the page that is open, with everything that was loaded since the last one.
  async record(step) {
    await this.page.waitForLoadState("networkidle");
    const loaded = await Promise.all(this.loading);
    const complaints = this.complaints;
    const visit = {
      step,
      path: new URL(this.page.url()).pathname.replace(/\/r\/[^/]+/, "/r/{token}"),
      title: await this.page.title(),
      heading: await this.page.locator("h1").first().innerText(),
      language: await this.page.locator("html").getAttribute("lang"),
      requests: loaded.length,
      bytes: loaded.reduce((sum, { bytes }) => sum + bytes, 0),
      foreign: loaded.map(({ url }) => url).filter((url) => !url.startsWith(this.origin) && !url.startsWith("data:")),
      complaints,
      screenshots: await this.picture(step),
      wider: await this.isWiderThanTheScreen(),
      findings: await this.findings(),
    };
    this.seen.push(visit);
    this.forget();
  }

  async picture(step) {
    const number = String(this.seen.length + 1).padStart(2, "0");
    const files = [];
    for (const width of WIDTHS) {
      await this.page.setViewportSize({ width, height: HEIGHT });
      const file = `${this.play}-${number}-${step}-${width}.png`;
      await this.page.screenshot({ path: join(this.folder, file), fullPage: true });
      files.push(file);
    }
    return files;
  }

  async isWiderThanTheScreen() {
    await this.page.setViewportSize({ width: NARROWEST, height: HEIGHT });
    return this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }

  // The rules of axe-core that the page breaks; null where scripts are switched off, without which
  // axe-core cannot run. The play with scripts sees the same pages.
  async findings() {
    if (!this.javaScriptEnabled) return null;
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate((tags) => {
      return window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    }, TAGS);
    return violations.map(({ id, impact, help, nodes }) => ({
      rule: id,
      impact,
      help,
      places: nodes.map((node) => node.target.join(" ")),
    }));
  }
}
