// Questions that are asked only after certain answers are shown and hidden as one answers. Each says itself
// when it is to be answered, and the server asks for no answer that does not apply.
(() => {
  const dependent = [...document.querySelectorAll("[data-shown-if]")];
  if (!dependent.length) return;
  const isAnswer = (control) => control.type === "hidden" || (control.checked && !control.closest("[hidden]"));
  const applies = ({ dataset }) => {
    const controls = [...document.getElementsByName(dataset.shownIf)];
    const values = dataset.shownValues.split("\n");
    return !controls.length || controls.some((control) => isAnswer(control) && values.includes(control.value));
  };
  const update = () => dependent.forEach((field) => { field.hidden = !applies(field); });
  document.addEventListener("change", update);
  addEventListener("pageshow", update);
  update();
})();
