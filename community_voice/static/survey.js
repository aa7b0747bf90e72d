// A small help on pages that work without it: leaving, and "something else".
(() => {
  const leave = document.getElementById("leave");
  const away = (event) => {
    event?.preventDefault();
    // Hide first: the next page may be slow. Then stand in for this page in the history.
    document.documentElement.hidden = true;
    document.title = "";
    location.replace(leave.href);
  };
  if (leave) {
    leave.addEventListener("click", away);
    let presses = [];
    document.addEventListener("keydown", (event) => {
      presses = event.key === "Escape" ? [...presses, event.timeStamp].slice(-3) : [];
      if (presses.length === 3 && presses[2] - presses[0] < 2000) away(event);
    });
  }
  // Writing in the field for "something else" presses its button.
  for (const field of document.querySelectorAll(".other input")) {
    field.addEventListener("input", () => {
      const button = document.getElementById(field.id.replace(/-other$/, "--other"));
      if (button && field.value) button.checked = true;
    });
  }
})();
