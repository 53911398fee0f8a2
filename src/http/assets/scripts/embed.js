// For other sites' pages: <script src="https://HERE/embed.js" data-event="SLUG" async></script> puts the event's
// application form in its place, as high as it is.
(() => {
  const script = document.currentScript;
  const { event, lang, session, title, page } = script?.dataset ?? {};
  if (!event) return;
  const titles = { en: "Application form", easy: "申し込み（もうしこみ）の ページ" };
  const address = new URL(`/e/${encodeURIComponent(event)}${page === "event" ? "" : "/apply"}`, script.src);
  address.searchParams.set("embed", "1");
  if (lang) address.searchParams.set("lang", lang);
  if (session) address.searchParams.set("session", session);
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = title || titles[lang] || "お申し込みフォーム";
  frame.className = "uketsuke-form";
  Object.assign(frame.style, { display: "block", width: "100%", height: "50rem", border: "0" });
  window.addEventListener("message", ({ origin, source, data }) => {
    if (origin !== address.origin || source !== frame.contentWindow) return;
    if (data?.uketsuke !== "height" || !Number.isFinite(data.height)) return;
    frame.style.height = `${Math.min(Math.max(data.height, 200), 20000)}px`;
  });
  // A further page in the frame begins at its top.
  let pages = 0;
  frame.addEventListener("load", () => {
    pages += 1;
    if (pages > 1 && frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: "start" });
  });
  script.after(frame);
})();
