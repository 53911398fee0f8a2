// A button that prints the page: shown only where it does something.
for (const place of document.querySelectorAll(".print-button")) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => print());
}
