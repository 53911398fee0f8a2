// Proposes the reading of a name from what is typed before it becomes kanji, where the browser tells it. What
// somebody has written into the field of the reading stays; nothing is proposed over it.
(() => {
  const KANA = /^[\u3041-\u3096\u309d\u309e\u30a1-\u30fe\u3000 ]+$/;
  const pairs = new WeakMap();

  const pairOf = (name) => {
    if (!name.id || !/^(name|attendee-\d+-name)$/.test(name.id)) return null;
    if (!pairs.has(name)) {
      const kana = document.getElementById(name.id.replace(/name$/, "kana"));
      if (!kana) return null;
      const pair = { kana, reading: "", typed: "", own: kana.value !== "" || name.value !== "" };
      kana.addEventListener("input", () => { pair.own = true; });
      pairs.set(name, pair);
    }
    return pairs.get(name);
  };
  const propose = (pair, more) => {
    pair.reading += more;
    if (!pair.own) pair.kana.value = pair.reading.replace(/[\s\u3000]+/g, " ").trim();
  };

  for (const name of document.querySelectorAll('input[id$="name"]')) pairOf(name);
  document.addEventListener("compositionstart", ({ target }) => {
    const pair = pairOf(target);
    if (pair) pair.typed = "";
  });
  document.addEventListener("compositionupdate", ({ target, data }) => {
    const pair = pairOf(target);
    // The last letters of a syllable that is not finished are Latin.
    const kana = (data || "").replace(/[A-Za-z\uff21-\uff3a\uff41-\uff5a]+$/, "");
    if (pair && KANA.test(kana)) pair.typed = kana;
  });
  document.addEventListener("compositionend", ({ target, data }) => {
    const pair = pairOf(target);
    if (!pair || !data) return;
    const reading = KANA.test(data) ? data : pair.typed;
    // Each kanji has a syllable at least: less is the start of a word that was guessed to its end.
    if (reading.length >= [...data].length) propose(pair, reading);
    pair.typed = "";
  });
  document.addEventListener("input", (event) => {
    const pair = pairOf(event.target);
    if (!pair || event.isComposing) return;
    if (event.target.value === "") {
      pair.reading = "";
      propose(pair, "");
    } else if (event.inputType === "insertText" && /^[\s\u3000]$/.test(event.data || "")) {
      propose(pair, " ");
    }
  });
})();
