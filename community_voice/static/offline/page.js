// What pages that work without a network have in common: their words, the service worker, the
// promise of the browser not to clear, and forgetting. Words come from the page, never from here.
import { NewerVersion, NotOurs } from "./vault.js";

export const words = JSON.parse(document.getElementById("offline-words")?.textContent || "{}");
export const at = (id) => document.getElementById(id);
export const isAble = Boolean("indexedDB" in self && navigator.serviceWorker && self.crypto?.subtle);
export const lang = document.documentElement.lang;
const search = new URLSearchParams(location.search);
export const isKiosk = search.get("kiosk") === "1";
export const link = search.get("link") || "";

export function phrase(name, values = {}) {
  const shown = (value) => (typeof value === "number" ? value.toLocaleString(lang) : value);
  return (words[name] || "").replace(/\{(\w+)\}/g, (all, key) => (key in values ? shown(values[key]) : all));
}

// The worker leads here from a page that is not kept. The address is used without that mark.
export function tellMissed() {
  if (!search.has("missed")) return;
  at("missed").hidden = false;
  search.delete("missed");
  history.replaceState(null, "", `?${search}`);
}

// Say it in its place, once: what stands there already is not read out again.
export function say(place, text) {
  if (!place || place.textContent === text) return;
  place.textContent = text;
  place.hidden = !text;
}

export function problemOf(error) {
  if (error instanceof NotOurs) return phrase("not_ours");
  if (error instanceof NewerVersion) return phrase("reload");
  return phrase(error?.name === "QuotaExceededError" ? "full" : "unknown_problem");
}

// An address of the same visit: in a kiosk, by which link.
export function onward(address) {
  const url = new URL(address, location.href);
  for (const name of ["kiosk", "link"]) if (search.has(name)) url.searchParams.set(name, search.get(name));
  return url.href;
}

let registering = null;
export function register({ worker, scope }) {
  const started = navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
  // Without a network the worker that is here goes on.
  registering = started.catch(() => navigator.serviceWorker.getRegistration()).then((found) => {
    if (!found) throw new Error("no service worker");
    return navigator.serviceWorker.ready;
  });
  return registering;
}

// Ask the worker and wait for its answer; null where there is none, or it does not answer.
export async function ask(message, patience = 60_000) {
  const found = (await registering?.catch(() => null)) || (await navigator.serviceWorker?.getRegistration());
  const worker = found?.active || navigator.serviceWorker?.controller;
  if (!worker) return null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(() => resolve(null), patience);
    worker.postMessage(message, [port2]);
  });
}

// Ask the browser to keep what is here. Where it does not promise to, say so.
export async function tellStorage(mayAsk) {
  const { storage } = navigator;
  let isSafe = await storage?.persisted?.().catch(() => false);
  if (!isSafe && mayAsk) isSafe = await storage?.persist?.().catch(() => false);
  say(at("storage"), isSafe ? "" : phrase("storage_refused"));
}

// Leaving (the button, or Escape three times) hides the page first; then everything goes but what is
// sealed. In a kiosk the forms stay, for the next person.
export function whenLeft(wipe) {
  new MutationObserver(() => {
    if (!document.documentElement.hidden) return;
    wipe();
    sessionStorage.clear();
    if (!isKiosk) ask({ act: "forget" });
  }).observe(document.documentElement, { attributeFilter: ["hidden"] });
}

self.addEventListener("offline-blocked", () => say(at("said"), phrase("reload")));

export function saveFile(blob) {
  const address = URL.createObjectURL(blob);
  const day = new Date().toLocaleDateString("sv");
  Object.assign(document.createElement("a"), { href: address, download: `community-voice-${day}.cvoffline` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// The refused ones, each with what the server said.
export async function listRefused(box, list) {
  if (!list) return;
  const refused = (await box.all("queue")).filter(({ value }) => value.refused);
  list.replaceChildren(...refused.map(({ value }) => Object.assign(document.createElement("li"), { textContent: phrase("refused", { message: value.refused }) })));
  list.hidden = refused.length === 0;
}
