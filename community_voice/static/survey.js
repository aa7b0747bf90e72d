// A small help on pages that work without it: leaving, ticking, and reading aloud.
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
  const form = document.getElementById("walk");
  if (!form) return;
  // The server has shown what fits the answers so far: what follows them comes with the first touch.
  const follow = () => {
    if (!form.dataset.follow) return;
    document.head.append(Object.assign(document.createElement("script"), { src: form.dataset.follow }));
    delete form.dataset.follow;
  };
  for (const touch of ["pointerdown", "focusin", "input"]) form.addEventListener(touch, follow);
  // A browser that goes back fills the form in anew.
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") follow();
  // Writing in the field for "something else" presses its button.
  form.addEventListener("input", ({ target }) => {
    const button = target.id.endsWith("-other") && document.getElementById(target.id.replace(/-other$/, "--other"));
    if (button && target.value && !button.checked) button.click();
  });
  // "None of these" stands alone.
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !target.checked) return;
    const alone = "exclusive" in target.dataset;
    for (const box of form.querySelectorAll(`[name="${target.name}"]:checked`)) {
      if (box !== target && (alone || "exclusive" in box.dataset)) box.checked = false;
    }
  });

  const speech = window.speechSynthesis;
  const tongue = (lang) => {
    const [first, ...rest] = lang.replace("_", "-").toLowerCase().split("-");
    if (first === "zh") return /hant|tw|hk|mo/.test(rest) ? "zh-hant" : "zh";
    return first === "tl" ? "fil" : first;
  };
  const voiceOf = (lang) => speech.getVoices().find((voice) => tongue(voice.lang) === tongue(lang));
  const say = (field) => {
    speech.cancel();
    for (const part of field.querySelectorAll("legend, label[for], .help-text, .choice > span, .note p, th")) {
      if (!part.getClientRects().length) continue;
      const said = new SpeechSynthesisUtterance(part.textContent.replace(/\s+/g, " ").trim());
      said.lang = (part.querySelector("[lang]") || part.closest("[lang]")).lang;
      said.voice = voiceOf(said.lang) || null;
      speech.speak(said);
    }
  };
  const offer = () => {
    if (!voiceOf(document.documentElement.lang) || form.querySelector(".read")) return;
    for (const field of form.querySelectorAll(".field")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain read";
      button.textContent = form.dataset.read;
      const label = field.querySelector("legend, label")?.textContent.trim() || "";
      button.setAttribute("aria-label", `${form.dataset.read}: ${label}`);
      button.addEventListener("click", () => (speech.speaking ? speech.cancel() : say(field)));
      field.prepend(button);
    }
  };
  if (speech && form.dataset.read) {
    offer();
    speech.addEventListener?.("voiceschanged", offer);
  }
})();
