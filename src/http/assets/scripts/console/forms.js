// What the screens of forms and mails gain where scripts run: the telephone shows the form as one types, another kind of
// question shows its fields at once, and placeholders are put in where one writes. All of it works by buttons without.
(() => {
  const builder = document.getElementById("builder");
  if (builder) {
    let phone = document.querySelector(".phone");
    let timer;
    let leaving = false;
    const renew = () => {
      // A new frame: the old one would leave a step in the browser's history each time.
      const next = phone.cloneNode(false);
      next.classList.add("phone-next");
      next.addEventListener("load", () => {
        next.classList.remove("phone-next");
        phone.remove();
        phone = next;
      }, { once: true });
      phone.after(next);
    };
    const keep = async () => {
      const body = new URLSearchParams(new FormData(builder));
      const kept = await fetch(builder.dataset.keep, { method: "POST", body }).catch(() => null);
      if (kept?.status === 204 && !leaving) renew();
    };
    builder.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, 600);
    });
    builder.addEventListener("submit", () => {
      leaving = true;
      clearTimeout(timer);
    });
    addEventListener("pageshow", () => { leaving = false; });
    builder.addEventListener("change", (event) => {
      const kind = event.target.name?.endsWith("-kind") && event.target.closest(".builder-question");
      if (kind) {
        clearTimeout(timer);
        builder.requestSubmit(kind.querySelector("[data-kind-button]"));
      }
    });
  }

  // A placeholder goes where the cursor was last, in the subject or in the text.
  for (const list of document.querySelectorAll(".placeholders")) {
    const form = list.closest("form");
    let last = null;
    form.addEventListener("focusin", ({ target }) => {
      if (target.matches("textarea, input[type=text]")) last = target;
    });
    for (const word of list.querySelectorAll("[data-insert]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-outline button-small";
      button.append(...word.childNodes);
      word.replaceWith(button);
      button.addEventListener("click", () => {
        const wanted = word.dataset.fields.split(" ").map((id) => document.getElementById(id));
        const field = wanted.includes(last) ? last : wanted[0];
        field.setRangeText(word.dataset.insert, field.selectionStart, field.selectionEnd, "end");
        field.focus();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
  }
})();
