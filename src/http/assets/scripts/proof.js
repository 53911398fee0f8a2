// Works out the proof that an event asks for, beside the page while people type. Pressed before it is done,
// the last button waits for it. Without this the form is taken all the same, and its mail address is to be confirmed.
(() => {
  const field = document.querySelector('input[name="proof"][data-worker]');
  if (!field || field.value || !window.Worker) return;
  const { worker: path, puzzles, bits, wait } = field.dataset;
  const form = field.form;
  let busy = true;
  let held = null;
  const goOn = () => {
    busy = false;
    if (held) form.requestSubmit(held);
  };
  const worker = new Worker(path);
  worker.onmessage = ({ data }) => {
    field.value = data;
    goOn();
  };
  worker.onerror = goOn;
  worker.postMessage({ challenge: form.elements.form.value, puzzles: +puzzles, bits: +bits });

  const say = (text) => {
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    held.after(status);
    status.textContent = text;
  };
  addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!busy || event.target !== form || !button || button.value !== "send") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (held) return;
    held = button;
    say(wait);
  }, true);
})();
