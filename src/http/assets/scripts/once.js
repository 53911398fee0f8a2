// A form that is on its way is not sent again by a second press. The server would count it once in any
// case; this spares people the wait. Coming back to the page by the browser's button makes it free again.
(() => {
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    if (sent.has(event.target)) event.preventDefault();
    else if (event.target.method === "post") sent.add(event.target);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) sent.delete(form);
  });
})();
