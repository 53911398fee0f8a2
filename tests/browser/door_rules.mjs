// Holds the rules of the page at a door to the domain's table of cases. Prints one JSON object:
// { cases, wrong: [...] }.

import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const source = (path) => readFileSync(new URL(`../../src/${path}`, import.meta.url), "utf8");
runInThisContext(source("http/assets/scripts/door/rules.js"));
const { Door } = globalThis;
const wrong = [];
let cases = 0;
const same = (what, seen, wanted) => {
  cases += 1;
  if (seen !== wanted) wrong.push(`${what}: ${seen} instead of ${wanted}`);
};
for (const { what, state, here, cancelled, today, on_any_day: onAnyDay, outcome } of JSON.parse(source("domain/check_in_cases.json"))) {
  same(what, Door.outcome({ state, here, cancelled, today, onAnyDay }), outcome);
}
const code = "UKETSUKE:ABC2:K7M4Q2XH";
for (const typed of [code, code.toLowerCase(), " UKETSUKE+ABC2+K7M4Q2XH\n", "ＵＫＥＴＳＵＫＥ：ＡＢＣ２：Ｋ７Ｍ４Ｑ２ＸＨ"]) {
  same(typed, Door.scannedCode(typed), code);
}
same("no code", Door.scannedCode("やまだ"), null);
same("a hash", await Door.hash(code), "G8sgkSNc5y4mCUrv");
const day = ["2026-10-15", "2026-10-15"];
same("the day begins", Door.isToday(Date.parse("2026-10-14T15:00:00Z"), day, 540), true);
same("the day before", Door.isToday(Date.parse("2026-10-14T14:59:59Z"), day, 540), false);
same("kana", Door.fold("ﾔﾏﾀﾞ　タロー"), "やまだたろ-");
console.log(JSON.stringify({ cases, wrong }));
