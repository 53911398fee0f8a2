// Who is there, on this device: decided here at once, told to the server when there is one, and heard from it.
(() => {
  if (!Door.path) return;
  const { path } = Door;
  const onAnyDay = Door.options.anyDay === "true";
  const [EVERY, BATCH, PATIENCE, CANDIDATES] = [4000, 50, 8000, 30];
  let csrf = Door.options.csrf;
  let list = null;
  let [rows, byHash, byNumber] = [new Map(), new Map(), new Map()];
  let here = new Map();
  let queue = [];
  let standing = "loading";
  let busy = false;
  const device = Math.random().toString(36).slice(2, 8);

  const fresh = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  const take = (meeting) => {
    list = meeting;
    rows = new Map(list.rows.map(([id, number, name, kana, company, seats, state, hash, key]) =>
      [id, { id, number, name, kana, company, seats, state, hash, key }]));
    byHash = new Map([...rows.values()].map((row) => [row.hash, row]));
    byNumber = new Map([...rows.values()].map((row) => [row.number, row]));
  };
  const isWaiting = (registration) => queue.some(({ entry }) => entry.registration === registration);
  // What the server knows, where nothing newer waits here.
  const hear = (checkIns) => {
    for (const { id, registration, persons, at, undone } of checkIns) {
      if (isWaiting(registration)) continue;
      if (!undone) here.set(registration, { id, persons, at });
      else if (here.get(registration)?.id === id) here.delete(registration);
    }
  };
  const counted = () => {
    if (!list) return null;
    const all = [...rows.values()].filter((row) => row.state === "confirmed");
    const persons = [...here.values()].reduce((sum, one) => sum + one.persons, 0);
    const own = { here: here.size, expected: all.length, here_persons: persons, expected_persons: all.reduce((sum, row) => sum + row.seats, 0) };
    return list.is_cut ? { ...list.count, here: Math.max(list.count.here, here.size) } : own;
  };
  const show = () => {
    const count = counted();
    if (!count) {
      Door.part("network").textContent = Door.word(standing === "loading" ? "loading" : "only-online");
      return;
    }
    const unsent = [...new Set(queue.map(({ entry }) => entry.registration))].map((id) => rows.get(id)).filter(Boolean);
    const missing = [...rows.values()].filter((row) => row.state === "confirmed" && !here.has(row.id));
    const word = standing === "online" && queue.length > 0 ? "sending" : standing;
    Door.show({ count, network: Door.word(word, { number: queue.length }), isOff: standing !== "online", unsent, missing });
    Object.assign(document.body.dataset, { unsent: queue.length, door: "ready" });
  };
  const stands = (row) => Door.outcome({
    state: row.state, here: here.has(row.id), cancelled: list.cancelled,
    today: Door.isToday(Date.now(), list.days, list.offset_minutes), onAnyDay,
  });
  const acts = (row) => ({
    undo: () => undo(row),
    persons: (persons) => change(row, Math.min(Math.max(persons, 1), row.seats)),
  });
  const say = (sign, row, more = {}) => Door.say(sign, { row, here: here.get(row.id), acts: acts(row), ...more });
  const done = async (entry, present) => {
    if (present) here.set(entry.registration, present);
    else here.delete(entry.registration);
    const number = await DoorStore.add(path, entry, present);
    queue.push({ number, entry });
    show();
    send();
  };
  const enter = async (row, means) => {
    const sign = stands(row);
    if (sign !== "welcome") return say(sign, row);
    const entry = {
      id: fresh(), kind: "check_in", registration: row.id, persons: row.seats, means, device,
      at: new Date().toISOString(), on_any_day: onAnyDay,
    };
    const kept = done(entry, { id: entry.id, persons: row.seats, at: entry.at });
    say(sign, row);
    await kept;
  };
  const undo = async (row) => {
    const { id } = here.get(row.id) ?? {};
    if (!id) return;
    await done({ id, kind: "undo", registration: row.id }, null);
    Door.say("undone", { row });
  };
  const change = async (row, persons) => {
    const present = here.get(row.id);
    if (!present || present.persons === persons) return;
    await done({ id: present.id, kind: "persons", registration: row.id, persons }, { ...present, persons });
    say("welcome", row);
  };

  // The server is asked by the page's own form for what is not in the list: who registered since, other events.
  const ask = (typed) => {
    if (standing !== "online") return Door.say("unknown");
    const input = document.getElementById("typed");
    input.value = typed;
    Door.part("find").submit();
  };
  Door.arrive = async (typed) => {
    if (!list) return ask(typed);
    if (typed.trim() === "") return Door.say("nothing");
    const code = Door.scannedCode(typed);
    if (code) {
      if (!crypto.subtle) return ask(typed);
      const hash = await Door.hash(code);
      if (byHash.has(hash)) return enter(byHash.get(hash), "code");
      const session = list.elsewhere.find(([known]) => known === hash)?.[1];
      return session ? Door.say("wrong_session", { elsewhere: list.sessions[session] }) : ask(typed);
    }
    const number = Door.receptionNumber(typed);
    if (number === "") return Door.say("mistyped");
    if (number) return byNumber.has(number) ? enter(byNumber.get(number), "number") : ask(typed);
    const wanted = Door.words(typed);
    const fits = (row) => wanted.every((word) => row.key.includes(word) || Door.fold(row.name).includes(word));
    const found = [...rows.values()].filter(fits).slice(0, CANDIDATES);
    return found.length > 0 ? Door.offer(found, (row) => enter(row, "name"), stands) : ask(typed);
  };

  const fetched = async (address, options) => {
    const response = await fetch(address, { ...options, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    if (response.type === "opaqueredirect" || response.status === 401) throw Object.assign(new Error(), { standing: "signed-out" });
    if (!response.ok) throw Object.assign(new Error(), { status: response.status });
    return response.json();
  };
  const load = async () => {
    const meeting = await fetched(`${path}/list`);
    csrf = meeting.csrf;
    const until = Math.max(Date.parse(meeting.ends_at), Date.now()) + 18 * 3_600_000;
    take({ ...meeting, path, until, csrf: "", check_ins: [] });
    const kept = new Map([...here].filter(([registration]) => isWaiting(registration)));
    here = kept;
    hear(meeting.check_ins);
    await DoorStore.keepMeeting(list);
    await DoorStore.keepHere(path, [...here].map(([registration, one]) => ({ registration, ...one })));
  };
  // What the server made of what was done here.
  const learn = (entry, answer) => {
    const row = rows.get(entry.registration);
    if (entry.kind !== "check_in" || isWaiting(entry.registration)) return;
    if (answer.check_in) here.set(entry.registration, { id: answer.check_in, persons: answer.persons, at: answer.at });
    else here.delete(entry.registration);
    const isOwn = answer.outcome === "welcome";
    if (isOwn || !row) return;
    const isShown = Door.part("result").dataset.registration === row.id;
    if (answer.outcome === "already_here") {
      if (isShown) say("already_here", row, { note: Door.word("other-first") });
      Door.tell(row, Door.word("other-first"));
    } else {
      if (isShown) Door.say(answer.outcome, { row });
      Door.tell(row, Door.word(answer.outcome));
    }
  };
  const send = async () => {
    if (busy || queue.length === 0 || standing === "signed-out") return;
    busy = true;
    try {
      while (queue.length > 0) {
        const batch = queue.slice(0, BATCH);
        const entries = JSON.stringify(batch.map(({ entry }) => entry));
        const { answers } = await fetched(`${path}/sync`, { method: "POST", body: new URLSearchParams({ csrf, entries }) });
        queue = queue.slice(batch.length);
        await DoorStore.sent(batch.map(({ number }) => number));
        // Of what was done to one registration, the last says how it is now: who was let in and out again is out.
        const isLast = ({ entry }, i) => !batch.slice(i + 1).some((later) => later.entry.registration === entry.registration);
        batch.forEach((one, i) => isLast(one, i) && learn(one.entry, answers[i]));
        standing = "online";
        show();
      }
    } catch (fault) {
      failed(fault);
    } finally {
      busy = false;
      show();
    }
  };
  const failed = (fault) => {
    standing = fault.standing ?? "offline";
    // A page from before another sign-in has another token.
    if (fault.status === 403) csrf = "";
    if (standing === "signed-out") DoorStore.forget().catch(() => {});
  };
  let asked = 0;
  const look = async () => {
    try {
      if (!list || csrf === "" || standing === "signed-out" || asked++ % 60 === 0) await load();
      else {
        const news = await fetched(`${path}/news?since=${encodeURIComponent(list.as_of)}`);
        hear(news.check_ins);
        Object.assign(list.count, news.count);
        list.as_of = news.as_of;
        if (news.check_ins.some(({ registration }) => !rows.has(registration))) await load();
      }
      standing = "online";
    } catch (fault) {
      failed(fault);
    }
    show();
    await send();
  };
  const begin = async () => {
    const [meeting, present, waiting] = await Promise.all([DoorStore.meeting(path), DoorStore.here(path), DoorStore.queue(path)]);
    here = new Map(present.map(({ registration, id, persons, at }) => [registration, { id, persons, at }]));
    queue = waiting.map(({ number, entry }) => ({ number, entry }));
    if (meeting && meeting.until > Date.now()) take(meeting);
    if (navigator.onLine === false) standing = "offline";
    show();
    await look();
    setInterval(() => document.hidden || look(), EVERY);
    addEventListener("online", look);
    document.addEventListener("visibilitychange", () => document.hidden || look());
  };
  const form = Door.part("find");
  form.addEventListener("submit", (event) => {
    if (!list) return;
    event.preventDefault();
    event.stopPropagation();
    const input = document.getElementById("typed");
    const typed = input.value;
    input.value = "";
    input.focus();
    Door.arrive(typed);
  });
  // A scanner types wherever the cursor is: it comes back to the field.
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(input|textarea|select|button|a|summary)$/i.test(document.activeElement?.tagName ?? "");
    if (!isTyping && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) document.getElementById("typed").focus();
  });
  if (globalThis.indexedDB) begin().catch(() => {});
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(`${Door.options.scope}worker.js`).then(async () => {
      const { active } = await navigator.serviceWorker.ready;
      const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=manifest], script[src]")];
      const addresses = files.map((file) => file.href || file.src);
      active.postMessage({ keep: [location.href, Door.options.reader, ...addresses] });
    }).catch(() => {});
  }
})();
