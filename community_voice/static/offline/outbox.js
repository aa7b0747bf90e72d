// A host's outbox, on every page of theirs that works without a network: the passphrase, what waits,
// and sending it. A page hands each item to `sendOrKeep` and hears what became of it.
import { openVault, vaultExists, WrongPassphrase } from "./vault.js";
import { ARRIVED, Box, keepSending, post, sendAll, whileNothingIsSent } from "./queue.js";
import { ask, at, isAble, listRefused, phrase, problemOf, register, say, tellStorage } from "./page.js";
import "./sign_out.js";

const SHORTEST = 8;
const TOKEN_LASTS = 60_000;

class Outbox {
  vault = null;
  #frame;
  #opened = [];
  #token = { text: "", until: 0 };
  #turn = Promise.resolve();
  #start = null;
  #isWanted = false;

  constructor(frame) {
    this.#frame = frame;
  }

  get name() {
    return this.#frame.dataset.vault;
  }

  // Run `act` with the vault when the passphrase was given, or now if it was.
  onOpen(act) {
    if (this.vault) act(this.vault);
    else this.#opened.push(act);
  }

  async open(passphrase) {
    this.vault = await openVault(this.name, passphrase);
    this.#start = keepSending((hurry) => this.#send({ hurry: Boolean(hurry), again: hurry === "pressed" }));
    for (const act of this.#opened.splice(0)) await act(this.vault);
    await this.tell();
    this.#start(true);
    return this.vault;
  }

  // A token of this session against forged requests; "" where nobody is signed in or no network is.
  async token() {
    if (this.#token.until > Date.now()) return this.#token.text;
    const answer = await fetch(this.#frame.dataset.token, { headers: { Accept: "application/json" }, cache: "no-store", redirect: "manual" }).catch(() => null);
    let told = answer?.ok ? await answer.json().catch(() => null) : null;
    // Somebody else signed in on this device: nothing goes out under their name.
    if (told?.vault && told.vault !== this.name) told = {};
    const isSignedOut = Boolean(answer) && !told?.token && (answer.ok || answer.status === 401 || answer.type === "opaqueredirect");
    if (isSignedOut) this.#askToSignIn();
    else say(at("outbox-said"), "");
    this.#token = { text: told?.token ?? "", until: told?.token ? Date.now() + TOKEN_LASTS : 0 };
    return this.#token.text;
  }

  #askToSignIn() {
    const link = Object.assign(document.createElement("a"), { href: this.#frame.dataset.signIn, textContent: phrase("sign_in") });
    if (at("outbox-said").textContent !== link.textContent) at("outbox-said").replaceChildren(link);
    at("outbox-said").hidden = false;
  }

  // One round after another in this page, and one page at a time.
  #send(options) {
    const round = this.#turn.then(async () => {
      // Whoever presses wants to know how things stand now.
      if (options.again) this.#token.until = 0;
      const token = await this.token();
      if (!token) return { sent: 0, left: await this.vault.waiting(), outcomes: {}, next: Date.now() + 15_000 };
      const done = await sendAll(this.vault, { token, ...options });
      if (Object.values(done.outcomes).some(({ outcome }) => !ARRIVED.has(outcome))) this.#token.until = 0;
      if (done.signIn) this.#askToSignIn();
      for (const [id, told] of Object.entries(done.outcomes)) this.tellConflict({ id, ...told });
      return done;
    });
    this.#turn = round.catch(() => {});
    return round.finally(() => this.tell());
  }

  send() {
    return this.#start?.("pressed");
  }

  // Run `act` while neither this page nor another one sends what waits here.
  whileNothingIsSent(act) {
    return whileNothingIsSent(this.vault, act);
  }

  // Sealed first and sent then, so that a crash in between loses nothing. Without a passphrase it is
  // sent right away, and where that cannot be, the words stay in the page: "locked".
  async sendOrKeep(item) {
    if (!this.vault) return this.#sendOpen(item);
    try {
      await this.vault.enqueue(item);
    } catch (error) {
      say(at("outbox-said"), problemOf(error));
      const direct = await this.#sendOpen(item);
      return direct.outcome === "locked" ? { outcome: "unkept", message: problemOf(error) } : direct;
    }
    const round = await this.#send({ first: item.id }).catch(() => null);
    const told = round?.outcomes[item.id];
    const isTold = told && (ARRIVED.has(told.outcome) || told.outcome === "refused");
    if (!isTold) this.#start?.(false);
    return isTold ? told : { outcome: "waiting", message: phrase("kept_here") };
  }

  async #sendOpen(item) {
    const token = await this.token();
    const told = token ? await post(item, token) : { outcome: "later" };
    const isTold = ARRIVED.has(told.outcome) || told.outcome === "refused";
    this.askToUnlock(!isTold);
    if (isTold) return told;
    at("passphrase")?.focus();
    return { outcome: "locked", message: phrase("locked") };
  }

  // Is something typed kept nowhere until this device is unlocked?
  askToUnlock(isWanted) {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    this.tell();
  }

  // A form on paper that was stored before with other answers: whoever typed it is told, once it went.
  tellConflict({ id, outcome, message }) {
    const list = at("outbox-conflicts");
    // A page that was kept before this has no such list.
    if (!list || outcome !== "conflict" || !message || !id.startsWith("paper:")) return;
    if ([...list.children].some((each) => each.textContent === message)) return;
    list.append(Object.assign(document.createElement("li"), { textContent: message }));
    list.hidden = false;
  }

  // What waits is counted while it is locked too. A note may wait twice: to be sent, and as it was typed.
  async #tellLocked() {
    const box = new Box(this.name);
    const queued = await box.ids("queue");
    const typed = (await box.ids("note")).filter((id) => !queued.some((each) => each.endsWith(`:${id}`)));
    if (this.vault) return;
    const number = queued.length + typed.length;
    for (const id of ["outbox-waiting", "outbox-locked"]) say(at(id), number ? phrase("waiting", { number }) : "");
    at("outbox-first").hidden = !number && navigator.onLine && !this.#isWanted;
  }

  async tell() {
    if (!this.vault) return this.#tellLocked().catch(() => {});
    at("outbox-first").hidden = true;
    const number = await this.vault.waiting();
    say(at("outbox-waiting"), number ? phrase("waiting", { number }) : phrase("waiting_none"));
    at("outbox-send").hidden = number === 0;
    await listRefused(this.vault, at("outbox-refused"));
  }
}

async function askPassphrase(outbox) {
  const form = at("outbox-open");
  const again = at("passphrase-again");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = at("passphrase");
    const wrong = (name) => say(at("passphrase-error"), name && phrase(name));
    const isFirst = !(await vaultExists(outbox.name));
    at("passphrase-new").hidden = !isFirst;
    if (isFirst && [...typed.value].length < SHORTEST) return wrong("passphrase_short");
    if (isFirst && again.value.normalize("NFKC") !== typed.value.normalize("NFKC")) {
      wrong(again.value && "passphrase_differs");
      again.focus();
      return again.select();
    }
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await outbox.open(typed.value);
      wrong("");
      typed.value = again.value = "";
      form.hidden = true;
      tellStorage(true);
    } catch (error) {
      if (error instanceof WrongPassphrase) wrong("passphrase_wrong");
      else say(at("passphrase-error"), problemOf(error));
      typed.select();
    } finally {
      button.disabled = false;
    }
  });
  // Last: whoever is quick has pressed the button by then.
  const isKnown = await vaultExists(outbox.name);
  at("passphrase-new").hidden = isKnown;
  say(at("passphrase-help"), isKnown ? "" : phrase("passphrase_new"));
}

// Returns the page's outbox, or null where the page has none or the browser cannot.
export async function startOutbox() {
  const frame = at("outbox");
  if (!frame || !isAble) return null;
  frame.hidden = false;
  const outbox = new Outbox(frame);
  for (const change of ["offline-changed", "online", "offline"]) addEventListener(change, () => outbox.tell());
  addEventListener("offline-arrived", ({ detail }) => outbox.tellConflict(detail));
  // Where the page begins: the box itself may stand below a long list.
  document.querySelector("main h1")?.after(at("outbox-first"));
  at("outbox-first").querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    at("passphrase").focus();
  });
  at("outbox-send").addEventListener("click", () => outbox.send());
  await askPassphrase(outbox);
  outbox.tell();
  register(frame.dataset)
    .then(() => ask({ act: "belong", owner: outbox.name }))
    .catch(() => null);
  return outbox;
}
