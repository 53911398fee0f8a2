// Fills in prefecture, city and town when a postal code is complete. What somebody has written there stays.
(() => {
  const part = (place, name) => place.querySelector(`[autocomplete$="${name}"]`);
  const fill = (field, value) => {
    if (!field || !value || (field.value && field.value !== field.dataset.filled)) return;
    field.value = value;
    field.dataset.filled = field.value;
  };
  const same = (towns, name) => (towns.every((town) => town[name] === towns[0][name]) ? towns[0][name] : "");

  const offer = (field, towns) => {
    const list = document.createElement("datalist");
    list.id = `${field.id}-towns`;
    document.getElementById(list.id)?.remove();
    for (const { town } of towns) list.append(new Option("", town));
    field.after(list);
    field.setAttribute("list", list.id);
  };
  const say = (code, text) => {
    let status = code.parentElement.querySelector('[role="status"]');
    if (!status) {
      status = document.createElement("p");
      status.setAttribute("role", "status");
      status.className = "field-hint";
      code.after(status);
    }
    status.textContent = text;
  };

  const look = async (code, digits) => {
    const answer = await fetch(`/postal/${digits}`).catch(() => null);
    if (!answer?.ok) return;
    const { towns, message } = await answer.json();
    const place = code.closest("fieldset") || code.form;
    if (!place || !towns.length) return;
    fill(part(place, "address-level1"), same(towns, "prefecture"));
    fill(part(place, "address-level2"), same(towns, "city"));
    const line = part(place, "address-line1");
    fill(line, same(towns, "town"));
    if (line && towns.length > 1) offer(line, towns);
    say(code, message);
  };

  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.('[autocomplete$="postal-code"]')) return;
    const digits = target.value.normalize("NFKC").replace(/\D/g, "");
    if (digits.length !== 7 || digits === target.dataset.looked) return;
    target.dataset.looked = digits;
    look(target, digits);
  });
})();
