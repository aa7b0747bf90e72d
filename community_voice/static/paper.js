import { askBeforeLeaving } from "./offline/leaving.js";

// Printing: a button where a script can press it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const typing = document.querySelector("form[data-typing]");
// Where Enter leads: a button that adds room is for Tab alone.
const FIELDS = "input:not([type=hidden], [type=password]), select, textarea, #save";

// ISO 7064 MOD 11,10, as answering/receipts.py counts it, over digits of any script.
function isFormNumber(text) {
  const digits = [...text.replace(/[\s\p{Pd}\p{Cf}]/gu, "")].map(plainDigit);
  if (digits.length !== 8 || digits.some((digit) => digit < 0)) return false;
  let carry = 10;
  for (const digit of digits.slice(0, 7)) carry = (((carry + digit) % 10 || 10) * 2) % 11;
  return digits[7] === (11 - carry) % 10;
}

// In every script the ten digits stand in a row, from a nought on.
function plainDigit(mark) {
  if (!/\p{Nd}/u.test(mark)) return -1;
  let code = mark.codePointAt(0);
  let before = 0;
  while (before < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
    code -= 1;
    before += 1;
  }
  return before;
}

// Letters and boxes say the same.
function pairLetters(form) {
  const boxes = [...form.querySelectorAll("input[data-into]")];
  const boxesOf = (field) => boxes.filter((box) => box.dataset.into === field.id);
  // What is no letter here stays in the field; "ac" is read as "a c".
  const tick = (field) => {
    const own = boxesOf(field);
    const known = new Set(own.map((box) => box.dataset.letter));
    const words = field.value.toLowerCase().split(/[\s,;.]+/).filter(Boolean);
    const typed = new Set(words.flatMap((word) => (known.has(word) ? [word] : [...word])));
    for (const box of own) box.checked = typed.has(box.dataset.letter);
  };
  const write = (box) => {
    const field = document.getElementById(box.dataset.into);
    const own = boxesOf(field);
    if (box.checked && "one" in field.dataset) {
      for (const other of own) other.checked = other === box;
    }
    field.value = own.filter((each) => each.checked).map((each) => each.dataset.letter).join(" ");
  };
  const fields = [...form.querySelectorAll("input.letters")];
  for (const field of fields) {
    tick(field);
    field.addEventListener("input", () => tick(field));
  }
  for (const box of boxes) box.addEventListener("change", () => write(box));
  form.addEventListener("reset", () => setTimeout(() => fields.forEach(tick)));
}

// Enter goes to the next field; within lines of words it is a new line.
function goOnWithEnter(form) {
  form.addEventListener("keydown", (event) => {
    const from = event.target;
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (!from.matches("input:not([type=checkbox]), select")) return;
    event.preventDefault();
    const stops = [...form.querySelectorAll(FIELDS)]
      .filter((each) => each.tabIndex >= 0 && !each.hidden && !each.disabled);
    stops[stops.indexOf(from) + 1]?.focus();
  });
}

function say(id, text) {
  const place = document.getElementById(id);
  place.textContent = text;
  place.hidden = !text;
}

const plainWord = (word) => [...word].map((mark) => (plainDigit(mark) < 0 ? mark : plainDigit(mark))).join("");

// The codes of questions where no letter of a box stands, or more than one may, or no number.
function oddCodes(form) {
  const isOdd = (field) => {
    const words = field.value.toLowerCase().split(/[\s,;.]+/).filter(Boolean).map(plainWord);
    if (field.classList.contains("cells")) return words.length > 0 && !/\d/.test(words.join(""));
    const known = new Set([...form.querySelectorAll("input[data-into]")].filter((box) => box.dataset.into === field.id).map((box) => box.dataset.letter));
    if (!known.size) return false;
    const letters = new Set(words.flatMap((word) => (known.has(word) ? [word] : [...word])));
    return [...letters].some((letter) => !known.has(letter)) || ("one" in field.dataset && letters.size > 1);
  };
  const labels = [...form.querySelectorAll("input.letters, input.cells")].filter(isOdd).map((field) => field.labels[0]);
  return labels.map((label) => label?.querySelector(".short")?.textContent ?? "");
}

// A page that a device keeps: what is saved waits there, locked, and is sent when it can be.
async function keepOnDevice(form, letGo) {
  const { startOutbox } = await import("./offline/outbox.js");
  const outbox = await startOutbox();
  const number = form.elements.namedItem("number");
  let seen = "";
  form.addEventListener("submit", async (event) => {
    const pressed = event.submitter?.value ?? "save";
    if (!outbox || pressed !== "save") return;
    event.preventDefault();
    const isRight = isFormNumber(number.value);
    say("number-error", isRight ? "" : form.dataset.toldSlip);
    if (!isRight) return number.focus();
    const fields = [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && !["csrf_token", "unsaved", "number"].includes(name),
    );
    const isTyped = fields.some(([name, value]) => /^[qk]-/.test(name) && value.trim());
    if (!isTyped) return say("kept-told", form.dataset.toldBlank);
    const body = { number: number.value, turn: 1, fields };
    const digits = [...number.value].map(plainDigit).filter((digit) => digit >= 0).join("");
    const id = `paper:${form.dataset.stack}:${digits}:1`;
    // While the paper lies there: what is odd, and what this device has of the same form.
    const isHere = (await outbox.vault?.ids("queue"))?.includes(id);
    const here = form.dataset.toldHere.replace("{number}", `${digits.slice(0, 4)} ${digits.slice(4)}`);
    const odd = [...oddCodes(form), ...(isHere ? [here] : [])].join("\n");
    const isNew = odd !== seen;
    seen = odd;
    say("look-told", odd && isNew ? `${form.dataset.toldLook}\n${odd}\n${form.dataset.toldStands}` : "");
    if (odd && isNew) return;
    seen = "";
    const answer = await outbox.sendOrKeep({ id, kind: "paper", url: form.dataset.entries, body });
    say("kept-told", answer.message ?? "");
    if (["refused", "locked", "unkept"].includes(answer.outcome)) return;
    form.reset();
    letGo();
    number.focus();
  });
}

// An ordinary page stays as it is where its form could not be sent.
function waitForNetwork(form, letGo) {
  form.addEventListener("submit", (event) => {
    say("no-network", navigator.onLine ? "" : form.dataset.toldNoNetwork);
    if (navigator.onLine) letGo();
    else event.preventDefault();
  });
}

if (typing) {
  pairLetters(typing);
  goOnWithEnter(typing);
  const letGo = askBeforeLeaving(typing);
  // What came back to be looked at is stored nowhere yet.
  if ("unsaved" in typing.dataset) typing.querySelector(".q input, .q textarea")?.dispatchEvent(new Event("change", { bubbles: true }));
  if ("onDevice" in typing.dataset) await keepOnDevice(typing, letGo);
  else waitForNetwork(typing, letGo);
  if (!document.getElementById("odd")) {
    typing.querySelector(".q input, .q textarea")?.focus();
  }
}
