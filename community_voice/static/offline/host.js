// The hosts' shell: which pages this device keeps for times without a network, what waits, and
// carrying it out as a file.
import { NotOurs, WrongPassphrase } from "./vault.js";
import { startOutbox } from "./outbox.js";
import { ask, at, phrase, problemOf, saveFile, say, tellMissed, tellStorage } from "./page.js";

const pages = [...document.querySelectorAll("#pages [data-page]")];
// The page of a session without the words that were typed in it: those come from the vault.
const bare = (address) => {
  const url = new URL(address, location.href);
  url.searchParams.set("keep", "1");
  return url.href;
};
const pathOf = (page) => new URL(page.dataset.page, location.href).pathname;

async function tellKept() {
  const { kept } = (await ask({ act: "kept" })) ?? { kept: [] };
  for (const page of pages) {
    const isKept = kept.includes(pathOf(page));
    page.querySelector("[data-kept]").hidden = !isKept;
    page.querySelector("[name=keep]").checked ||= isKept;
    page.querySelector("[data-open]").hidden = !isKept && !navigator.onLine;
  }
  return kept;
}

async function keepPages() {
  const chosen = pages.filter((page) => page.querySelector("[name=keep]").checked).map((page) => bare(page.dataset.page));
  const told = await ask({ act: "keep", pages: [location.href, ...chosen] });
  await tellKept();
  return told !== null && told.failed.length === 0;
}

async function carryOut(outbox) {
  if (!outbox.vault) return at("passphrase").focus();
  saveFile(await outbox.vault.exportFile());
}

async function bringIn(outbox) {
  const [file] = at("bring-in").files;
  if (!file) return;
  if (!outbox.vault) return at("passphrase").focus();
  try {
    say(at("said"), phrase("brought_in", await outbox.vault.importFile(file, at("bring-in-passphrase").value)));
    at("bring-in").value = at("bring-in-passphrase").value = "";
    outbox.send();
  } catch (error) {
    if (error instanceof WrongPassphrase) say(at("said"), phrase("passphrase_wrong"));
    else say(at("said"), problemOf(error instanceof TypeError ? new NotOurs() : error));
  }
}

async function begin() {
  const outbox = await startOutbox();
  if (!outbox) return;
  at("no-script-or-old")?.remove();
  for (const part of document.querySelectorAll("[data-on]")) part.hidden = false;
  tellMissed();
  at("keep")?.addEventListener("click", async () => {
    if (!pages.some((page) => page.querySelector("[name=keep]").checked)) return say(at("said"), phrase("tick_one"));
    say(at("said"), phrase((await keepPages()) ? "kept_forms" : "not_kept"));
    tellStorage(true);
  });
  at("carry-out")?.addEventListener("click", () => carryOut(outbox));
  at("bring-in-go")?.addEventListener("click", () => bringIn(outbox));
  at("bring-in-passphrase")?.addEventListener("keydown", ({ key }) => key === "Enter" && bringIn(outbox));
  at("forget")?.addEventListener("click", async () => {
    await ask({ act: "forget" });
    for (const page of pages) page.querySelector("[name=keep]").checked = false;
    await tellKept();
    say(at("said"), phrase("forgotten"));
  });
  for (const change of ["online", "offline"]) addEventListener(change, tellKept);
  // Whoever locks something here must find it again without a network.
  outbox.onOpen(() => ask({ act: "keep", pages: [location.href] }));
  const registration = await navigator.serviceWorker.ready;
  registration.waiting?.postMessage({ act: "takeOver" });
  const kept = await tellKept();
  if (kept.length && navigator.onLine) await keepPages();
}

begin().catch((error) => say(at("said"), problemOf(error)));
