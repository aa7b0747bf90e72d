// A small help on the page of a question, which works without it: leaving with unsaved words asks.
(() => {
  const form = document.querySelector(".question-form");
  if (!form) return;
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
})();
