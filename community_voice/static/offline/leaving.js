// What is typed and not kept yet is nowhere but on the page: the browser asks before it goes. Never
// where somebody leaves quickly, and never in a kiosk: nothing may hold those up.
import { isKiosk } from "./page.js";

const SOON = 1000;

// Returns what to call once nothing is left to lose.
export function askBeforeLeaving(form) {
  let isTyped = false;
  let isCalling = false;
  for (const touch of ["input", "change"]) {
    form.addEventListener(touch, ({ target }) => {
      isTyped ||= target !== form;
      isCalling = false;
    });
  }
  // To a browser a number to call is an address like another, and the page stays all the same.
  addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[href]");
    if (!link || /^https?:$/.test(link.protocol)) return;
    isCalling = true;
    setTimeout(() => (isCalling = false), SOON);
  });
  addEventListener("beforeunload", (event) => {
    if (isTyped && !isKiosk && !isCalling && !document.documentElement.hidden) event.preventDefault();
  });
  return () => (isTyped = false);
}
