// Where a page comes back with errors, their summary is read first. The page asks for it by `autofocus`, which
// not every browser heeds for what is no field.
(() => {
  const summary = document.getElementById("errors");
  if (summary && !summary.contains(document.activeElement)) summary.focus();
})();
