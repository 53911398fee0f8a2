// Free seats of the sessions on the page, asked for again every half minute while somebody looks. The page
// itself is asked, so that words, language and buttons are the server's own. A screen reader hears only that a
// session has become full or free, not every number; what has the focus is left alone.
(() => {
  const shown = document.querySelectorAll("[data-live]");
  if (!shown.length) return;
  const SHORTEST = 30_000;
  const LONGEST = 240_000;
  let pause = SHORTEST;
  let timer;

  const plan = () => {
    clearTimeout(timer);
    // A little apart, so that thousands who came at once do not come back at once.
    timer = setTimeout(look, pause * (0.9 + Math.random() * 0.2));
  };

  const take = (fresh) => {
    const news = [];
    for (const mine of shown) {
      const its = fresh.querySelector(`[data-live="${CSS.escape(mine.dataset.live)}"]`);
      if (!its) continue;
      const tag = mine.querySelector("[data-part=tag]").textContent;
      for (const name of ["seats", "way", "tag"]) {
        const part = mine.querySelector(`[data-part=${name}]`);
        const now = its.querySelector(`[data-part=${name}]`);
        if (!part || !now || part.outerHTML === now.outerHTML || part.contains(document.activeElement)) continue;
        part.replaceWith(document.importNode(now, true));
      }
      const said = mine.querySelector("[data-part=tag]").textContent;
      const name = mine.querySelector("h3")?.firstChild ?? mine.querySelector(".session-row-what");
      if (said !== tag) news.push(`${name.textContent.trim()} ${said}`);
    }
    if (news.length) document.getElementById("live").textContent = news.join("、");
    return news.length > 0;
  };

  const look = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) throw new Error("no answer");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      pause = take(page) ? SHORTEST : Math.min(pause * 1.25, LONGEST);
    } catch {
      pause = Math.min(pause * 2, LONGEST);
    }
    plan();
  };

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    pause = SHORTEST;
    look();
  });
  addEventListener("pageshow", (event) => event.persisted && look());
  plan();
})();
