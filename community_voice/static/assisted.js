// Somebody fills it in for a person who is there: a slip must not cost the interview. The browser
// asks before the page goes with something typed, here or on the pages before. Leaving quickly does
// not ask.
import { askBeforeLeaving } from "./offline/leaving.js";

const form = document.getElementById("walk");
const letGo = askBeforeLeaving(form);
form.addEventListener("submit", letGo);
if (form.querySelector("[name=go][value=back]")) form.querySelector("button").dispatchEvent(new Event("change", { bubbles: true }));
