// The table of attendees: single letters move and choose (where the member has not switched them off), the number
// of chosen rows is said, and rows are copied without a page in between.
(() => {
  const table = document.querySelector(".attendees-table");
  if (!table) return;
  const form = table.closest("form");
  const rows = [...table.tBodies[0].rows];
  const box = (row) => row.querySelector("input[name=chosen]");
  const count = form.querySelector(".attendees-count");
  const counted = () => {
    const number = rows.filter((row) => box(row).checked).length;
    if (count) count.textContent = number ? `(${number})` : "";
  };
  table.addEventListener("change", counted);
  counted();

  const cell = (cell) => {
    const text = cell.innerText.trim().replace(/[\t\r\n]+/g, " ");
    // What a spreadsheet would run begins with an apostrophe, as in the exports.
    return /^'*[\s\u200b-\u200f\ufeff]*[=+\-@＝＋－＠−﹢﹣﹦﹫]/u.test(text) ? `'${text}` : text;
  };
  const copy = form.querySelector("button[value=copy]");
  const said = form.querySelector("[data-copied]");
  copy?.addEventListener("click", (event) => {
    const chosen = rows.filter((row) => box(row).checked);
    if (form.querySelector("#who-all").checked || !chosen.length || !navigator.clipboard) return;
    event.preventDefault();
    const lines = [table.tHead.rows[0], ...chosen].map((row) => [...row.cells].map(cell).join("\t"));
    navigator.clipboard.writeText(lines.join("\n") + "\n").then(
      () => { said.textContent = said.dataset.copied; },
      () => form.requestSubmit(copy),
    );
  });

  if (table.dataset.shortcuts !== "yes") return;
  let here = -1;
  const go = (to) => {
    here = Math.max(0, Math.min(rows.length - 1, to));
    rows.forEach((row, index) => row.classList.toggle("is-here", index === here));
    box(rows[here]).focus();
  };
  const isTyping = (target) =>
    target.matches("textarea, select, [contenteditable]") ||
    (target.matches("input") && !["checkbox", "radio"].includes(target.type));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return;
    const focused = rows.findIndex((row) => row.contains(document.activeElement));
    if (focused >= 0) here = focused;
    const keys = {
      j: () => go(here + 1),
      k: () => go(here - 1),
      x: () => { if (here >= 0) box(rows[here]).click(); },
      "/": () => document.getElementById("q").focus(),
      "?": () => {
        const help = document.getElementById("shortcuts-help");
        help.open = !help.open;
        if (help.open) help.querySelector("summary").focus();
      },
      Enter: () => { if (here >= 0) rows[here].querySelector("a").click(); },
    };
    const key = keys[event.key];
    if (!key || (event.key === "Enter" && !event.target.matches("input[name=chosen]"))) return;
    event.preventDefault();
    key();
  });
})();
