// What is seen and heard at the door. All words stand in the page.
(() => {
  const root = document.getElementById("door");
  if (!root) return;
  const part = (id) => document.getElementById(`door-${id}`);
  const words = new Map([...part("words").children].map((word) => [word.dataset.word, word]));
  Door.word = (name, values = {}) => {
    const text = words.get(name)?.textContent ?? "";
    return text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  };
  Door.part = part;
  Door.path = root.dataset.path;
  Door.options = root.dataset;
  Door.make = (tag, name, text, ...children) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    element.append(...children);
    return element;
  };
  const make = Door.make;
  const button = (text, name, press, label) => {
    const made = make("button", name, text);
    made.type = "button";
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", press);
    return made;
  };
  let audio = null;
  const wake = () => {
    audio ??= globalThis.AudioContext ? new AudioContext() : null;
    audio?.resume();
  };
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, wake, { once: true });
  const TONES = { yes: [[880, 0], [1320, 0.09]], again: [[660, 0], [660, 0.16]], no: [[220, 0], [180, 0.22]] };
  const sound = (look) => {
    navigator.vibrate?.(look === "yes" ? 60 : [120, 60, 120]);
    if (audio?.state !== "running") return;
    for (const [pitch, after] of TONES[look]) {
      const [tone, volume] = [audio.createOscillator(), audio.createGain()];
      tone.type = look === "no" ? "square" : "sine";
      tone.frequency.value = pitch;
      volume.gain.value = 0.2;
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + after);
      tone.stop(audio.currentTime + after + (look === "no" ? 0.2 : 0.08));
    }
  };
  const time = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
  // Says what came of somebody; `row` is who, `here` since when, `acts` what can be done about it.
  Door.say = (sign, { row, here, elsewhere, acts, note } = {}) => {
    const word = words.get(sign);
    const look = word.dataset.look;
    const said = make("div", `door-said door-${look}`);
    const mark = make("span", "door-mark", word.dataset.mark);
    mark.setAttribute("aria-hidden", "true");
    said.append(make("p", "door-words", null, mark, ` ${word.textContent}`));
    if (note) said.append(make("p", "door-facts", note));
    if (row) {
      const name = make("p", "door-name", row.name);
      if (row.kana) name.append(" ", make("span", "door-kana", row.kana));
      const facts = [row.company, Door.word("number", row)];
      if (here) facts.push(Door.word("since", { at: time(here.at) }));
      if (row.seats > 1) facts.push(here ? Door.word("party-here", { persons: here.persons, seats: row.seats }) : Door.word("party", row));
      const lines = facts.filter(Boolean).flatMap((fact) => [fact, make("br")]);
      said.append(name, make("p", "door-facts", null, ...lines.slice(0, -1)));
    }
    if (elsewhere) said.append(make("p", "door-facts", Door.word("belongs", { session: elsewhere })));
    said.append(make("p", "door-do", word.dataset.do));
    if (here && acts) {
      const actions = make("div", "door-actions");
      if (row.seats > 1) {
        actions.append(button("−", "button button-outline door-step", () => acts.persons(here.persons - 1), Door.word("fewer")));
        actions.append(button("＋", "button button-outline door-step", () => acts.persons(here.persons + 1), Door.word("more")));
      }
      actions.append(button(Door.word("undo"), "button button-outline", acts.undo));
      said.append(actions);
    }
    part("result").replaceChildren(said);
    part("candidates").replaceChildren();
    part("result").dataset.registration = row?.id ?? "";
    part("result").dataset.sign = sign;
    part("result").scrollIntoView({ block: "nearest" });
    sound(look);
  };
  Door.offer = (rows, choose, standing) => {
    part("result").replaceChildren();
    part("result").dataset.sign = "";
    const list = make("ul", "door-candidates");
    for (const row of rows) {
      const name = make("p", "door-candidate-name", row.name);
      if (row.kana) name.append(" ", make("span", "note", row.kana));
      const facts = [row.company, Door.word("number", row), row.seats > 1 ? Door.word("party", row) : ""];
      const about = make("div", null, null, name, make("p", "note", facts.filter(Boolean).join(" ")));
      const sign = standing(row);
      const end = sign === "welcome"
        ? button(Door.word("enter"), "button", () => choose(row), `${Door.word("enter")} ${row.name}`)
        : make("p", "door-candidate-state", `${words.get(sign).dataset.mark} ${words.get(sign).textContent}`);
      list.append(make("li", "door-candidate", null, about, end));
    }
    part("candidates").replaceChildren(make("h2", null, Door.word("candidates", { number: rows.length })), list);
  };
  Door.show = ({ count, network, isOff, unsent, missing }) => {
    const number = part("count");
    number.textContent = Door.word("count", { here: count.here, expected: count.expected });
    if (count.expected_persons !== count.expected) {
      const persons = Door.word("count-persons", { here: count.here_persons, expected: count.expected_persons });
      number.append(" ", make("span", "note", persons));
    }
    const line = part("network");
    if (line.textContent !== network) line.textContent = network;
    line.classList.toggle("door-network-off", isOff);
    for (const [id, rows] of [["unsent", unsent], ["missing", missing]]) {
      const list = part(id);
      list.hidden = rows.length === 0;
      list.querySelector("ul").replaceChildren(...rows.slice(0, 300).map((row) => make("li", null, `${row.name} ${row.number}`)));
    }
  };
  // Told beside what is being done, and kept on the page.
  Door.tell = (row, text) => {
    part("told").querySelector("ul").append(make("li", null, `${row?.name ?? ""} ${row?.number ?? ""} ${text}`));
    part("told").hidden = false;
    sound("again");
  };
})();
