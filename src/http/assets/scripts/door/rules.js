// What is decided at the door, without page and network. The same as src/domain/check_in.rs, and held to the same
// table of cases.
globalThis.Door = {};
(() => {
  const STATES = {
    confirmed: "welcome", withdrawn: "withdrawn", declined_offer: "withdrawn", waitlisted: "waiting", offered: "waiting",
    pending: "not_accepted", entered_draw: "not_accepted", declined: "not_accepted",
  };
  Door.outcome = ({ state, here, cancelled, today, onAnyDay }) => {
    if (!state) return "unknown";
    if (here) return "already_here";
    if (cancelled) return "cancelled";
    const outcome = STATES[state] ?? "not_accepted";
    return outcome === "welcome" && !today && !onAnyDay ? "wrong_day" : outcome;
  };
  // Whether it is a day of the meeting where that is; `offset` in minutes ahead of UTC.
  Door.isToday = (now, days, offset) => {
    const day = new Date(now + offset * 60_000).toISOString().slice(0, 10);
    return days[0] <= day && day <= days[1];
  };
  // Scanners type like keyboards: with Caps Lock, in full width, and + or * for : in another layout.
  Door.scannedCode = (typed) => {
    const code = typed.trim().normalize("NFKC").toUpperCase().replace(/[+*;]/g, ":");
    return code.startsWith("UKETSUKE:") ? code : null;
  };
  Door.hash = async (code) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
    return btoa(String.fromCharCode(...digest.slice(0, 12))).replaceAll("+", "-").replaceAll("/", "_");
  };
  const ALPHABET = "23456789ABCDFGHJKMNPQRSTVWXYZ";
  // The number that was typed; "" for one with a mistake in it; null for what is none.
  Door.receptionNumber = (typed) => {
    const letters = typed.normalize("NFKC").toUpperCase().replace(/[\s\-‐-―−ー]/g, "");
    if (letters.length !== 8) return null;
    const values = [...letters].map((letter) => ALPHABET.indexOf(letter));
    if (values.includes(-1)) return null;
    const sum = values.reduce((all, value, i) => all + value * (8 - i), 0);
    return sum % 29 === 0 ? letters : "";
  };
  // Width, case, kana, spaces and hyphens make no difference (src/domain/values/search_key.rs).
  Door.fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s/g, "")
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60)).replace(/[‐-―−ー]/g, "-");
  Door.words = (typed) => typed.split(/\s+/).map(Door.fold).filter((word) => word !== "");
})();
