// The browser of all tests, and the rules that pages are held against.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

export const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// UKETSUKE_TEST_CHROMIUM is the browser.
export function launch() {
  return chromium.launch({ executablePath: process.env.UKETSUKE_TEST_CHROMIUM || "/usr/bin/chromium", args: FLAGS });
}
