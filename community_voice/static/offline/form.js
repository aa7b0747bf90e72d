// One survey on one page, filled in with or without a network: checked, looked over, sealed to the
// server and kept until it is sent. Nothing of it is kept before the person says so.
import { askBeforeLeaving } from "./leaving.js";
import { openBox } from "./vault.js";
import { ARRIVED, keepSending, sendAll } from "./queue.js";
import { makeReceipt, makeSubmissionId, sealEntry, showReceipt } from "./seal.js";
import { ask, at, isAble, isKiosk, lang, link, onward, phrase, problemOf, register, say, tellStorage, whenLeft } from "./page.js";

const form = at("walk");
const { dataset } = form;
const box = openBox();
const parts = ["fill", "review", "done"];
// Named by the form's frame and never an answer.
const NO_ANSWERS = new Set(["unsaved", "state", "at", "speak", "csrf_token"]);
const isAsked = (field) => !field.closest("[hidden]") && !field.querySelector(":scope > fieldset:disabled") && !field.closest("fieldset:disabled");
const isBox = (input) => input.type === "radio" || input.type === "checkbox";
const inputsOf = (field) => [...field.querySelectorAll("[name^='q-']")].filter((input) => !input.disabled && input.type !== "file" && input.type !== "image");
const givenIn = (field) => inputsOf(field).filter((input) => (isBox(input) ? input.checked : input.value.trim() !== ""));
const fieldsOf = () => [...form.querySelectorAll("#fill .field")].filter((field) => isAsked(field) && inputsOf(field).length);

function show(part) {
  for (const each of parts) at(each).hidden = each !== part;
  say(at("said"), "");
  const heading = at(part).querySelector("h1, h2");
  scrollTo(0, 0);
  heading?.focus();
}

function textOf(element) {
  const copy = element?.cloneNode(true);
  for (const extra of copy?.querySelectorAll(".needed, .meaning, .unseen, .error, .read") ?? []) extra.remove();
  return copy?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

const labelOf = (field) => textOf(field.querySelector("legend, label"));

// What stands between a question and one answer: the row of a grid, the statement, the part.
function partOf(input, field) {
  if (input.closest("tr")) return textOf(input.closest("tr").querySelector("th"));
  const inner = input.closest("fieldset");
  if (inner?.parentElement.closest(".field") === field && inner !== field.querySelector(":scope > fieldset")) return textOf(inner.querySelector("legend"));
  if (isBox(input) || input.labels[0] === field.querySelector("label")) return "";
  return input.closest(".places, .other") ? textOf(input.labels[0]) : "";
}

function wordsOf(input) {
  if (input.tagName === "SELECT") return textOf(input.selectedOptions[0]);
  return isBox(input) ? textOf(input.closest(".choice")?.querySelector("span")) : input.value;
}

// What has to be looked at again: the server says the same, but it is not here to say it.
function problems() {
  const found = [];
  for (const field of fieldsOf()) {
    const isNeeded = field.querySelector(".needed:not([hidden])");
    const limits = [...field.querySelectorAll(".error.live p")].map((line) => line.textContent);
    if (isNeeded && !givenIn(field).length) found.push([field, phrase("needed")]);
    else found.push(...limits.map((line) => [field, line]));
  }
  return found;
}

function sayProblems(found) {
  const list = found.map(([field, words]) => {
    const item = document.createElement("li");
    const anchor = Object.assign(document.createElement("a"), { textContent: labelOf(field), href: `#${inputsOf(field)[0].id}` });
    // The place in the address would be kept in the history.
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      inputsOf(field)[0].focus();
    });
    item.append(anchor, `: ${words}`);
    return item;
  });
  at("problems").querySelector("ul").replaceChildren(...list);
  at("problems").hidden = !list.length;
  for (const field of form.querySelectorAll("#fill .field")) field.classList.toggle("wrong", found.some(([each]) => each === field));
  if (list.length) at("problems").focus();
}

function lookOver() {
  form.dispatchEvent(new Event("change", { bubbles: true }));
  const found = problems();
  sayProblems(found);
  if (found.length) return;
  const lines = fieldsOf().map((field) => {
    const line = document.createElement("div");
    line.append(Object.assign(document.createElement("dt"), { textContent: labelOf(field) }));
    for (const input of givenIn(field)) {
      const part = partOf(input, field);
      const said = Object.assign(document.createElement("span"), { className: "own", dir: "auto", textContent: wordsOf(input) });
      const told = document.createElement("dd");
      told.append(...(part ? [`${part}: `, said] : [said]));
      line.append(told);
    }
    if (line.childElementCount === 1) line.append(Object.assign(document.createElement("dd"), { className: "quiet", textContent: phrase("not_answered") }));
    return line;
  });
  at("answers").replaceChildren(...lines);
  show("review");
}

function tryFrom() {
  const day = new Date();
  day.setDate(day.getDate() + Number(dataset.tryDays || 1));
  return new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(day);
}

let current = "";
const nothingIsTyped = askBeforeLeaving(form);

async function keepEntry() {
  at("keep-entry").disabled = true;
  const id = makeSubmissionId();
  const receipt = makeReceipt();
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NO_ANSWERS.has(name));
  const mode = isKiosk ? "kiosk" : "web";
  try {
    const sealed = await sealEntry(dataset.key, { id, version: Number(dataset.version), language: dataset.language, receipt, fields, mode, link });
    await box.enqueue({ id, kind: "survey", url: dataset.entries, body: { id, sealed } });
  } catch (error) {
    // The answers are still in the form: nothing is lost.
    say(at("said"), problemOf(error));
    return;
  } finally {
    at("keep-entry").disabled = false;
  }
  current = id;
  clear();
  at("receipt").firstElementChild.textContent = showReceipt(receipt);
  at("receipt-note").textContent = phrase("not_stored_yet", { date: tryFrom() });
  show("done");
  tellStorage(true);
  navigator.serviceWorker?.ready.then((registration) => registration.sync?.register("community_voice")).catch(() => {});
  startSending(true);
}

// The form, as if nobody had written in it.
function clear() {
  form.reset();
  for (const event of ["input", "change"]) form.dispatchEvent(new Event(event, { bubbles: true }));
  at("answers").replaceChildren();
  sayProblems([]);
  nothingIsTyped();
}

function wipe() {
  clear();
  at("receipt").firstElementChild.textContent = "";
  sessionStorage.clear();
}

function goOn() {
  wipe();
  location.replace(onward(dataset.shell));
}

// Once the server has it, the page says so instead of "kept".
function tellArrived({ outcome, message }) {
  const heading = at("done").querySelector("h1, h2");
  heading.textContent = outcome === "kept" || outcome === "conflict" ? message : phrase("stored");
  for (const line of at("done").querySelectorAll(":scope > p")) line.hidden = true;
  at("receipt-note").textContent = "";
  say(at("said"), heading.textContent);
}

const startSending = keepSending(async (hurry) => {
  const round = await sendAll(box, { hurry });
  const own = round.outcomes[current];
  if (ARRIVED.has(own?.outcome)) tellArrived(own);
  else if (own) say(at("said"), own.outcome === "refused" ? own.message : phrase("sent_later"));
  return round;
});

// The worker or another tab may be the one that sends.
addEventListener("offline-arrived", ({ detail }) => detail.id === current && tellArrived(detail));

// Choices whose order is left to chance stand in another order for each person, in their own places.
function shuffle() {
  for (const wrapper of form.querySelectorAll("[data-shuffle]")) {
    const codes = JSON.parse(wrapper.dataset.shuffle);
    const chance = new Map(codes.map((code) => [code, Math.random()]));
    const codeOf = (row) => (row.tagName === "OPTION" ? row.value : codes.find((code) => row.querySelector(`[value="${CSS.escape(code)}"], [name$="-${CSS.escape(code)}"]`)));
    const rows = [...wrapper.querySelectorAll("option, tbody tr, .statements > fieldset, .choices > .choice")].filter((row) => chance.has(codeOf(row)) && (row.matches("tr, fieldset") || !row.closest("tr, .statements")));
    for (const parent of new Set(rows.map((row) => row.parentElement))) {
      const own = rows.filter((row) => row.parentElement === parent);
      const places = own.map((row) => {
        const place = document.createComment("");
        row.replaceWith(place);
        return place;
      });
      own.sort((row, other) => chance.get(codeOf(row)) - chance.get(codeOf(other)));
      places.forEach((place, index) => place.replaceWith(own[index]));
    }
  }
}

// In a kiosk the next person finds nothing: some time after the receipt, or when nobody touches it.
function watchIdle() {
  let timer = null;
  const restart = () => {
    clearTimeout(timer);
    const seconds = at("done").hidden ? dataset.idleSeconds || 120 : dataset.wipeSeconds || 60;
    timer = setTimeout(goOn, Number(seconds) * 1000);
  };
  for (const touch of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(touch, restart, { passive: true });
  new MutationObserver(restart).observe(at("done"), { attributeFilter: ["hidden"] });
  restart();
}

if (isAble && form) {
  at("to-review").addEventListener("click", lookOver);
  at("change").addEventListener("click", () => show("fill"));
  at("keep-entry").addEventListener("click", keepEntry);
  at("another").addEventListener("click", goOn);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!at("fill").hidden) lookOver();
  });
  shuffle();
  whenLeft(wipe);
  addEventListener("pagehide", wipe);
  if (isKiosk) watchIdle();
  register(dataset)
    .then(() => ask({ act: "kept" }))
    .catch(() => null);
  tellStorage(false);
  startSending(true);
}
