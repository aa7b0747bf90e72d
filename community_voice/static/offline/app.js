// The residents' pages without a network: which forms this device keeps, and what waits on it.
import { NotOurs, openBox } from "./vault.js";
import { keepSending, sendAll } from "./queue.js";
import { ask, at, isAble, isKiosk, listRefused, onward, phrase, problemOf, register, saveFile, say, tellMissed, tellStorage, whenLeft } from "./page.js";

const FORMAT = "community_voice entries 1";
const frame = at("offline");
const box = openBox();
const forms = [...(frame?.querySelectorAll("[data-form]") ?? [])];
const languageOf = (path) => path.split("/").pop();
const pathOf = (form) => new URL(form.dataset.form, location.href).pathname;

async function tellWaiting() {
  const number = await box.waiting();
  say(at("waiting"), number ? phrase("waiting", { number }) : phrase("waiting_none"));
  at("send").hidden = number === 0;
  // The next person at a kiosk deletes nothing of those before.
  at("delete").hidden = number === 0 || isKiosk;
  if (!number) at("delete-sure").hidden = true;
  await listRefused(box, at("refused"));
  if (number) tellStorage(false);
}

// What happens by itself is said only once something was sent.
const startSending = keepSending(async (hurry) => {
  const isLoud = hurry === true || hurry === "pressed";
  if (!(await box.waiting())) return null;
  if (isLoud) say(at("said"), phrase("sending"));
  const round = await sendAll(box, { hurry: Boolean(hurry), again: hurry === "pressed" });
  await tellWaiting();
  const notSent = round.busy ? "busy" : navigator.onLine ? "sent_later" : "offline";
  const outcome = round.sent || !round.left ? "sent" : notSent;
  if (isLoud || round.sent) say(at("said"), phrase(outcome, { number: round.sent }));
  return round;
});

// This page and the chosen forms, as the server shows them now.
async function keepForms(chosen) {
  const pages = [location.pathname + location.search, ...chosen.map((form) => form.dataset.form)];
  const told = await ask({ act: "keep", pages });
  await tellKept();
  return told !== null && told.failed.length === 0;
}

async function tellKept() {
  const { kept } = (await ask({ act: "kept" })) ?? { kept: [] };
  for (const form of forms) {
    const isKept = kept.includes(pathOf(form));
    form.querySelector("[data-kept]").hidden = !isKept;
    const open = form.querySelector("[data-open]");
    open.hidden = !isKept && !navigator.onLine;
    open.href = onward(form.dataset.form);
  }
  return kept;
}

// A newer form in a language that was chosen takes the place of the one before.
async function refreshForms(kept) {
  const languages = new Set(kept.filter((path) => path.includes("/form/")).map(languageOf));
  const chosen = forms.filter((form) => languages.has(languageOf(pathOf(form))));
  for (const form of chosen) form.querySelector("[name=keep]").checked = true;
  if (chosen.length && navigator.onLine) await keepForms(chosen);
}

async function keepChosen() {
  const chosen = forms.filter((form) => form.querySelector("[name=keep]").checked);
  if (!chosen.length) return say(at("said"), phrase("tick_one"));
  const isKept = await keepForms(chosen);
  say(at("said"), phrase(isKept ? "kept_forms" : "not_kept"));
  await tellStorage(true);
}

// Entries are sealed to the server already: the file holds them as they are.
async function carryOut() {
  const entries = (await box.all("queue")).map(({ value }) => value.item);
  saveFile(new Blob([JSON.stringify({ format: FORMAT, entries })], { type: "application/octet-stream" }));
}

async function bringIn(blob) {
  const { format, entries } = JSON.parse(await blob.text());
  if (format !== FORMAT || entries.some(({ kind }) => kind !== "survey")) throw new NotOurs();
  return box.bringIn(entries.map((item) => ({ kind: "queue", id: item.id, value: { item } })));
}

async function takeFile({ target }) {
  try {
    say(at("said"), phrase("brought_in", await bringIn(target.files[0])));
  } catch (error) {
    say(at("said"), problemOf(error instanceof SyntaxError || error instanceof TypeError ? new NotOurs() : error));
  }
  target.value = "";
  startSending("quietly");
}

// What is asked about is deleted at once, also from under a try to send it; what comes later stays.
let asked = [];
async function askToDelete() {
  asked = await box.ids("queue");
  at("delete-sure").hidden = false;
  at("delete-sure").focus();
}

async function deleteWaiting() {
  for (const id of asked) await box.remove("queue", id);
  at("delete-sure").hidden = true;
  say(at("said"), "");
  await tellWaiting();
  at("keep")?.focus();
}

async function forget() {
  await ask({ act: "forget" });
  sessionStorage.clear();
  for (const form of forms) form.querySelector("[name=keep]").checked = false;
  await tellKept();
  say(at("said"), phrase("forgotten"));
}

async function begin() {
  // First: whoever is quick presses before the rest is done, and needs the worker.
  const registering = register(frame.dataset);
  at("no-script-or-old")?.remove();
  frame.querySelector("[data-on]").hidden = false;
  at("keep").addEventListener("click", keepChosen);
  at("send").addEventListener("click", () => startSending("pressed"));
  at("delete").addEventListener("click", askToDelete);
  at("delete-surely").addEventListener("click", deleteWaiting);
  at("delete-not").addEventListener("click", () => (at("delete-sure").hidden = true));
  at("carry-out").addEventListener("click", carryOut);
  at("bring-in").addEventListener("change", takeFile);
  at("forget").addEventListener("click", forget);
  addEventListener("offline-changed", tellWaiting);
  for (const change of ["online", "offline"]) addEventListener(change, tellKept);
  whenLeft(() => {});
  tellMissed();
  await tellWaiting();
  startSending(true);
  const registration = await registering;
  // Nobody is in the middle of anything on this page: a new version may come in now.
  registration.waiting?.postMessage({ act: "takeOver" });
  await refreshForms(await tellKept());
  if (isKiosk) at("forget").hidden = true;
}

if (frame && isAble) begin().catch((error) => say(at("said"), problemOf(error)));
