// A shared device: pages come into this one's place, so that the history has one entry and none
// of anybody's; all of it is cleared at the end, when somebody leaves, and when nobody is there.
// Sealed entries that wait on the device (IndexedDB) are not touched.
(() => {
  if (window.kioskRuns) return;
  window.kioskRuns = true;
  const bar = () => document.getElementById("kiosk");
  const told = (name) => Number(bar().dataset[name]) * 1000;
  let touched = Date.now(), asked = 0, ends = 0, busy = false, gone = false;

  const wipe = () => {
    const home = bar()?.dataset.home;
    if (!home) return;
    gone = true;
    document.documentElement.hidden = true;
    document.title = "";
    window.speechSynthesis?.cancel();
    for (const form of document.forms) form.reset();
    try { sessionStorage.clear(); } catch { /* Not there at all. */ }
    document.body.replaceChildren();
    location.replace(home);
  };

  const show = (text) => {
    // Somebody left while it was on its way.
    if (gone) return;
    const next = new DOMParser().parseFromString(text, "text/html");
    const { lang, dir } = next.documentElement;
    Object.assign(document.documentElement, { lang, dir });
    document.title = next.title;
    document.body.replaceWith(document.adoptNode(next.body));
    // Scripts that came this way do not run by themselves.
    for (const old of document.querySelectorAll("script[src]")) {
      if (!document.body.contains(old)) continue;
      const made = document.createElement("script");
      made.src = old.src;
      if (old.type) made.type = old.type;
      made.async = false;
      old.replaceWith(made);
    }
    scrollTo(0, 0);
    (document.querySelector("[autofocus]") || document.getElementById("main"))?.focus();
    if (!bar()) location.replace(location.pathname);
    begin();
  };

  const begin = () => {
    touched = Date.now();
    asked = 0;
    ends = 0;
    const ended = document.getElementById("ended");
    if (ended) {
      ended.hidden = false;
      ends = Date.now() + told("ended");
      ended.querySelector("[data-more]").addEventListener("click", () => { ends = Date.now() + told("ended"); });
    }
    document.querySelector("[data-stay]").addEventListener("click", stay);
    document.getElementById("still").addEventListener("cancel", stay);
    document.getElementById("start")?.removeAttribute("hidden");
    for (const button of document.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
    for (const link of document.querySelectorAll("#clear, #leave")) {
      link.addEventListener("click", (event) => { event.preventDefault(); wipe(); });
    }
  };

  const stay = () => {
    asked = 0;
    touched = Date.now();
    document.getElementById("still").close();
  };

  const left = (place, until) => {
    place.querySelector("[data-left]").textContent = Math.max(Math.ceil((until - Date.now()) / 1000), 0);
  };

  // Whoever speaks or listens touches nothing and is there all the same.
  const isHeard = () =>
    window.speechSynthesis?.speaking ||
    document.querySelector("[data-voice-box=stop]:not([hidden])") ||
    [...document.querySelectorAll("audio")].some((sound) => !sound.paused);

  const look = () => {
    if (!bar() || busy) return;
    if (isHeard() && !asked) touched = Date.now();
    const idle = Date.now() - touched, still = document.getElementById("still");
    if (ends) {
      left(document.getElementById("ended"), ends);
      if (Date.now() >= ends) wipe();
    } else if ("begins" in bar().dataset) {
      const code = document.getElementById("code");
      if (idle >= told("idle") && (location.search || code?.value)) wipe();
    } else if (asked) {
      left(still, asked + told("grace"));
      if (Date.now() >= asked + told("grace")) wipe();
    } else if (idle >= told("idle")) {
      asked = Date.now();
      left(still, asked + told("grace"));
      still.showModal();
    }
  };

  addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    const filled = new FormData(form, event.submitter);
    const body = form.enctype === "multipart/form-data" ? filled : new URLSearchParams(filled);
    try {
      const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(45000) });
      const text = await answer.text();
      busy = false;
      show(text);
    } catch {
      busy = false;
      const failed = document.getElementById("kiosk-failed");
      failed.hidden = false;
      failed.scrollIntoView();
    }
    touched = Date.now();
  });
  for (const touch of ["pointerdown", "keydown", "input", "scroll"]) {
    addEventListener(touch, () => { touched = Date.now(); }, { capture: true, passive: true });
  }
  addEventListener("pageshow", (event) => { if (event.persisted) wipe(); });
  setInterval(look, 500);
  begin();
})();
