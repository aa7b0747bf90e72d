// The fast page for notes. Every change of the note at hand goes to the server as the next state of
// that note, and, where the device is unlocked, into its vault. Words come from the page.
const form = document.getElementById("note");
const list = document.getElementById("notes");
const area = form.elements.text;
const says = form.dataset;
const PAUSE = 400;
const LONGEST_WAIT = 30_000;
const MOST_STATES = 6;
const MOST_AT_ONCE = 50;
const KEEPALIVE_LIMIT = 60_000;
const FORMS_BY_KEY = { v: "verbatim", w: "noted", f: "facilitator" };
// Ids alone, never words: which note is at hand, and which were on their way as the page was left.
const AT_HAND = `note of session ${says.session}`;
const ON_THE_WAY = `notes on the way of session ${says.session}`;
// "3:" in front names the speaker, "10:30" is a time: see listening/notes.py.
const NUMBER = /^\s*([0-9٠-٩۰-۹]{1,3})(?:[:：](?!\p{Nd})|\s+[:：](?!\s*\p{Nd}))\s?/u;
const ARRIVES_AFTER = [150, 400, 1000, 2000, 4000, 8000];

const notes = new Map();
let current = null;
let nextPosition = Number(says.position);
let token = form.elements.csrf_token?.value || "";
let lastForm = "noted";
let outbox = null;
let timer = 0;
let wait = 0;
let running = null;
let trouble = "";
// The "3:" that was just taken out of the words, and how things stood before.
let taken = null;
// The "9:" in front of words where no speaker has that number, and how things stood before.
let doubted = null;
let warning = "";
let isSignedOut = false;

const randomId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const numberOrNull = (text) => (text === "" || text === undefined ? null : Number(text));
const last = (note) => note.sent.at(-1)?.revision ?? note.acked;
const isUnsaved = (note) => note.dirty || note.sent.length > 0;
const unsaved = () => [...notes.values()].filter(isUnsaved);

function track(id, acked, position, now) {
  const note = { id, acked, position, now, sent: [], dirty: false, had: acked ? now.text : "" };
  notes.set(id, note);
  return note;
}

// What the form says of the note at hand.
function read() {
  const { speaker, form: kind, language, question, consent } = form.elements;
  return {
    text: area.value,
    speaker: kind.value === "facilitator" ? null : numberOrNull(speaker.value),
    form: kind.value,
    language: language.value,
    question: numberOrNull(question.value),
    consent: consent.value,
  };
}

function fill(said) {
  taken = null;
  doubted = settled(said.text);
  const { speaker, form: kind, language, question, consent } = form.elements;
  area.value = said.text;
  kind.value = said.form;
  speaker.value = said.speaker ?? "";
  language.value = said.language;
  question.value = said.question ?? "";
  // What the speaker allows anyway is no wish of this note's own.
  consent.value = said.consent === chipOf(said.speaker)?.dataset.allows ? "" : said.consent ?? "";
}

// A new note: what was chosen for the one before stays chosen.
function begin() {
  taken = doubted = null;
  current = track(randomId(), 0, nextPosition++, read());
  area.value = "";
  if (location.search) history.replaceState(null, "", location.pathname);
  remember();
}

function remember() {
  form.elements.id.value = current.id;
  form.elements.revision.value = last(current);
  sessionStorage.setItem(AT_HAND, current.id);
}

function changed() {
  current.now = read();
  if (!current.now.text.trim() && last(current) === 0) {
    current.dirty = false;
    return tell();
  }
  current.dirty = true;
  keepOnDevice(current);
  tell();
  clearTimeout(timer);
  timer = setTimeout(send, PAUSE);
}

// Enter: the note is finished, the next one begins.
function finish() {
  taken = null;
  if (!area.value.trim() && last(current) === 0) return;
  if (!doubted?.before) warning = "";
  area.value = area.value.trim();
  changed();
  show(current);
  begin();
  area.focus();
  send();
}

// ---- Saving -------------------------------------------------------------------------------------

// The states of a note that the server may not have yet, the newest last.
function statesOf(note) {
  if (note.dirty) {
    const base = last(note);
    const cut = !note.now.text.startsWith(note.sent.at(-1)?.text ?? note.had);
    note.sent.push({ id: note.id, position: note.position, ...note.now, revision: base + 1, base, deleted: false, cut });
    note.dirty = false;
    // The first may have arrived, the last is what counts; between them nothing is missed.
    if (note.sent.length > MOST_STATES) note.sent.splice(1, 1);
  }
  return note.sent;
}

function request(states, keepalive) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
  const body = JSON.stringify({ notes: states, speakers: [] });
  if (keepalive && body.length > KEEPALIVE_LIMIT) return null;
  return fetch(form.action, { method: "POST", headers, body, keepalive, redirect: "manual", cache: "no-store" });
}

function send() {
  clearTimeout(timer);
  running ||= sendAll().finally(() => {
    running = null;
    tell();
  });
  return running;
}

async function sendAll() {
  for (let due = unsaved(); due.length; due = unsaved()) {
    const some = due.slice(0, MOST_AT_ONCE);
    const outcome = await handInTurn(some);
    outbox?.askToUnlock(outcome === "later");
    if (outcome === "stored") wait = 0;
    else {
      if (outcome === "later") await handToOutbox(some);
      wait = Math.min((wait || 1000) * 2, LONGEST_WAIT);
      timer = setTimeout(send, wait);
      return;
    }
  }
}

// Where an older state of a note waits in the queue, it goes out before these states or not at all:
// after them it would look like somebody else's change.
async function handInTurn(some) {
  const go = () => hand(some.flatMap((note) => [...statesOf(note)]));
  const vault = outbox?.vault;
  const ids = some.map(inQueue);
  const waiting = await Promise.all(ids.map((id) => vault?.get("queue", id).catch(() => null)));
  if (!waiting.some(Boolean)) return go();
  return outbox.whileNothingIsSent(async () => {
    const outcome = await go();
    if (outcome === "stored") await Promise.all(ids.map((id) => vault.remove("queue", id).catch(() => {})));
    return outcome;
  });
}

// Hand some states to the server; what it answers is believed only where it is its own answer.
async function hand(states, isSecond = false) {
  let answer = null;
  try {
    answer = await request(states, false);
  } catch {
    trouble = says.notSaved;
    return "later";
  }
  const told = await answer.json().catch(() => null);
  if (answer.ok && Array.isArray(told?.notes)) {
    trouble = told.outcome === "conflict" ? says.both : told.outcome === "kept" ? told.message : "";
    settle(states, told.notes);
    return "stored";
  }
  if (told?.outcome === "refused" && answer.status !== 400) {
    trouble = `${says.refused} ${told.message}`;
    return "refused";
  }
  // An old token of the form: ask for another one, once.
  if (answer.status === 400 && !isSecond && (await renewToken())) return hand(states, true);
  if (isOfNobody(answer)) await renewToken();
  // A page whose sign-in ended has an old token as well: the first answer tells of that alone.
  const isToSignIn = isOfNobody(answer) || (answer.status === 400 && isSignedOut);
  trouble = isToSignIn ? says.signIn : told?.message ? `${says.refused} ${told.message}` : says.notSaved;
  return "later";
}

const isOfNobody = (answer) => answer?.status === 401 || answer?.type === "opaqueredirect";

async function renewToken() {
  if (!says.tokenAddress) return false;
  const answer = await fetch(says.tokenAddress, { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" }).catch(() => null);
  isSignedOut = isOfNobody(answer);
  const told = answer?.ok ? await answer.json().catch(() => null) : null;
  if (told?.token) token = told.token;
  return Boolean(told?.token);
}

function settle(states, outcomes) {
  outcomes.forEach((told, place) => {
    const note = [...notes.values()].find((each) => each.sent.includes(states[place]));
    if (!note) return;
    note.sent = note.sent.filter((state) => state !== states[place]);
    note.acked = told.revision;
    note.had = states[place].text;
    if (told.outcome === "conflict" && told.consent) allow(note, told.consent);
    if (told.kept_as !== note.id) rename(note, told.kept_as);
    if (!isUnsaved(note)) forgetOnDevice(note);
  });
  if (current) remember();
}

// Of what two devices say that a note allows the server took the lesser: what is typed on keeps it.
function allow(note, consent) {
  for (const state of note.sent) state.consent = consent;
  note.now.consent = consent;
  if (note === current) form.elements.consent.value = consent === chipOf(note.now.speaker)?.dataset.allows ? "" : consent;
}

// Our words are kept as another note now: we go on with that one.
function rename(note, id) {
  const row = document.getElementById(`note-${note.id}`);
  forgetOnDevice(note);
  notes.delete(note.id);
  note.id = id;
  notes.set(id, note);
  for (const state of note.sent) state.id = id;
  if (row && note !== current) dress(row, note);
}

function tell() {
  const left = unsaved().length > 0;
  const state = document.getElementById("state");
  const box = document.getElementById("trouble");
  const where = outbox?.vault ? says.onDevice : says.onPage;
  const said = [trouble && left ? `${trouble} ${where}` : trouble, warning].filter(Boolean).join(" ");
  const brief = left ? says.waiting : notes.size > 1 || last(current) > 0 ? says.saved : "";
  if (state.textContent !== brief) state.textContent = brief;
  if (box.textContent !== said) box.textContent = said;
  box.hidden = !said;
  document.getElementById("sign-in").hidden = trouble !== says.signIn;
  form.dataset.state = left ? (trouble ? "not-saved" : "waiting") : "saved";
}

// ---- On this device ---------------------------------------------------------------------------

const puts = new Map();
const inQueue = (note) => `notes:${says.session}:${note.id}`;

// One write of a note at a time; what changed meanwhile is written after it.
async function keepOnDevice(note) {
  if (!outbox?.vault) return;
  const isBusy = puts.has(note.id);
  puts.set(note.id, note);
  if (isBusy) return;
  while (puts.get(note.id)) {
    puts.set(note.id, null);
    const { id, acked, position, now, sent, had } = note;
    await outbox.vault.put("note", id, { session: says.session, id, acked, position, now, sent, had }).catch(() => {});
  }
  puts.delete(note.id);
  if (!isUnsaved(note)) forgetOnDevice(note);
}

function forgetOnDevice(note) {
  outbox?.vault?.remove("note", note.id).catch(() => {});
  // The same note may wait from when there was no connection: the server has a later state of it.
  outbox?.vault?.remove("queue", inQueue(note)).catch(() => {});
}

// No connection: each note waits sealed, and is sent by whichever page is open when there is one.
async function handToOutbox(some) {
  if (!outbox?.vault) return;
  for (const note of some) {
    const item = { id: inQueue(note), kind: "notes", replaces: true, url: new URL(form.action).pathname, body: { notes: [...note.sent], speakers: [] } };
    const had = [...note.sent];
    const told = await outbox.sendOrKeep(item).catch(() => null);
    if (!["stored", "again", "conflict", "kept"].includes(told?.outcome)) continue;
    note.acked = Math.max(note.acked, had.at(-1)?.revision ?? 0);
    note.had = had.at(-1)?.text ?? note.had;
    note.sent = note.sent.filter((state) => !had.includes(state));
    if (told.outcome === "conflict") rename(note, randomId());
    if (!isUnsaved(note)) forgetOnDevice(note);
  }
}

async function unlockDevice() {
  try {
    const { startOutbox } = await import("./offline/outbox.js");
    outbox = await startOutbox();
  } catch {
    outbox = null;
  }
  outbox?.onOpen(async (vault) => {
    const kept = (await vault.all("note")).map(({ value }) => value).filter(({ session }) => session === says.session);
    moveBehind(Math.max(0, ...kept.map(({ position }) => position)));
    for (const value of kept) await takeUp(value);
    for (const note of unsaved()) keepOnDevice(note);
    send();
  });
}

// What was typed before the device was unlocked took the places of what an earlier visit left there.
function moveBehind(place) {
  const shift = place + 1 - Number(says.position);
  if (shift <= 0) return;
  nextPosition += shift;
  for (const note of notes.values()) {
    if (note.acked > 0) continue;
    note.position += shift;
    note.dirty ||= note.sent.length > 0;
  }
}

// A working copy from an earlier visit: sent again, whatever the server has of it. Where other words
// are typed in that note now, it goes on as a note of its own.
async function takeUp({ id, acked, position, now, sent, had = now.text }) {
  const known = notes.get(id);
  nextPosition = Math.max(nextPosition, position + 1);
  if (known?.now.text === now.text) return;
  if (known && isUnsaved(known)) return takeUpBeside(known, now);
  const note = known || track(id, acked, position, now);
  Object.assign(note, { acked, now, sent, had, dirty: true });
  if (note === current) fill(now);
  else show(note);
}

// What waits under the id of both goes only once its words are safe elsewhere.
async function takeUpBeside(known, now) {
  const beside = track(randomId(), 0, nextPosition++, now);
  beside.dirty = true;
  show(beside);
  await keepOnDevice(beside);
  const isKept = await outbox.vault.get("note", beside.id).catch(() => null);
  if (isKept) await outbox.vault.remove("queue", inQueue(known)).catch(() => {});
}

// ---- The list -----------------------------------------------------------------------------------

function dress(row, note) {
  const said = note.now;
  const part = (name) => row.querySelector(`[data-part=${name}]`);
  const kind = form.querySelector(`[name=form][value=${said.form}]`);
  const option = [...form.elements.language.options].find((each) => each.value === said.language);
  row.id = `note-${note.id}`;
  Object.assign(row.dataset, { id: note.id, revision: last(note), speaker: said.speaker ?? "", form: said.form, language: said.language, question: said.question ?? "", consent: said.consent });
  part("who").textContent = kind.dataset.who || chipOf(said.speaker)?.dataset.who || "";
  part("form").textContent = kind.nextElementSibling.textContent;
  part("language").textContent = said.language === "und" ? "" : option?.textContent || said.language;
  part("text").textContent = said.text;
  if (said.language === "und") part("text").removeAttribute("lang");
  else part("text").lang = said.language;
  const edit = new URL(part("edit").href);
  edit.searchParams.set("note", note.id);
  part("edit").href = edit.href;
  const away = row.querySelector("form");
  away.action = away.action.replace(/[^/]+\/delete$/, `${note.id}/delete`);
}

function show(note) {
  let row = document.getElementById(`note-${note.id}`);
  if (!row) {
    row = document.getElementById("note-row").content.firstElementChild.cloneNode(true);
    list.prepend(row);
  }
  dress(row, note);
}

function noteOf(row) {
  const { id, revision, position, speaker, form: kind, language, question, consent } = row.dataset;
  const now = { text: row.querySelector("[data-part=text]").textContent, speaker: numberOrNull(speaker), form: kind, language, question: numberOrNull(question), consent };
  return notes.get(id) || track(id, Number(revision), Number(position), now);
}

// Take a note of the list to hand; the one that was being typed stands in the list meanwhile.
function edit(row) {
  const note = noteOf(row);
  if (area.value.trim()) show(current);
  row.remove();
  current = note;
  fill(note.now);
  remember();
  area.focus();
  send();
}

// ---- Keys and choices -----------------------------------------------------------------------------

const chipOf = (number) => form.querySelector(`[name=speaker][value="${number ?? ""}"]`);
const speakerCount = () => form.querySelectorAll("[name=speaker]").length - 1;

function addChip(number) {
  const chip = chipOf("").closest("label").cloneNode(true);
  const shown = number.toLocaleString(document.documentElement.lang);
  const radio = chip.querySelector("input");
  radio.checked = false;
  radio.value = number;
  Object.assign(radio.dataset, { who: says.speakerName.replace("{number}", shown), language: "und", allows: "counted" });
  chip.querySelector("span").textContent = shown;
  document.getElementById("add-speaker").before(chip);
}

function choose(number) {
  if (number === speakerCount() + 1) addChip(number);
  const radio = chipOf(number || "");
  if (!radio) return false;
  if (!radio.checked) {
    radio.checked = true;
    welcome(radio);
  }
  return true;
}

// A speaker brings back their language and what they allow, and is no facilitator.
function welcome(radio) {
  const { language, consent, form: kind } = form.elements;
  if (radio.dataset.language && radio.dataset.language !== "und") language.value = radio.dataset.language;
  consent.value = "";
  if (kind.value === "facilitator") kind.value = lastForm;
}

// The value of a digit in the scripts that our languages write numbers in.
function digitsOf(text) {
  return Number([...text].map((mark) => {
    const code = mark.codePointAt(0);
    return code < 0x40 ? mark : String(code & 0xf);
  }).join(""));
}

// Put other words into the field; whoever types goes on at the same place in them.
function replaceStart(length, start) {
  const caret = Math.max(0, area.selectionStart - length) + start.length;
  area.value = start + area.value.slice(length);
  area.setSelectionRange(caret, caret);
}

function takeNumber() {
  if (taken && /^\p{Nd}/u.test(area.value)) {
    const { start, before, chips } = taken;
    replaceStart(0, start);
    fill({ ...before, text: area.value });
    if (speakerCount() > chips) chipOf(speakerCount()).closest("label").remove();
  }
  taken = null;
  const first = NUMBER.exec(area.value);
  if (!first || first[0].trim() !== doubted?.start) believe();
  if (!first || doubted) return;
  const [start, before, chips] = [first[0], read(), speakerCount()];
  const number = digitsOf(first[1]);
  if (!choose(number)) return number > says.mostSpeakers ? null : doubt(start, before);
  replaceStart(start.length, "");
  taken = { start, before, chips };
}

// Words that were kept as they are: what they begin with is not asked about again.
function settled(text) {
  const start = NUMBER.exec(text)?.[0].trim();
  return start ? { start } : null;
}

// No speaker has this number: nobody in particular spoke, until somebody says who did.
function doubt(start, before) {
  chipOf(null).checked = true;
  welcome(chipOf(null));
  doubted = { start: start.trim(), before };
  warning = says.noSpeaker;
}

// "9:" went on as "9:30", or is gone: whoever spoke before speaks.
function believe() {
  const before = doubted?.before;
  if (before) fill({ ...before, text: area.value });
  doubted = null;
  if (before) warning = "";
}

// Somebody said who speaks.
function decide() {
  if (!doubted) return;
  doubted = { start: doubted.start };
  warning = "";
}

area.addEventListener("input", (event) => {
  if (!event.isComposing) takeNumber();
  changed();
});

area.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  finish();
});

form.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  const kind = FORMS_BY_KEY[/^Key([VWF])$/.exec(event.code)?.[1]?.toLowerCase() || event.key.toLowerCase()];
  if (digit === undefined && !kind) return;
  event.preventDefault();
  if (kind) form.elements.form.value = kind;
  else if (choose(Number(digit))) decide();
  if (kind && kind !== "facilitator") lastForm = kind;
  changed();
});

form.addEventListener("change", ({ target }) => {
  if (target !== area) taken = null;
  if (target.name === "speaker") {
    welcome(target);
    decide();
  }
  if (target.name === "form" && target.value !== "facilitator") lastForm = target.value;
  if (target.name === "language" && form.elements.speaker.value) chipOf(form.elements.speaker.value).dataset.language = target.value;
  if (target === area) return;
  changed();
  if (target.type === "radio") area.focus();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  finish();
});

document.getElementById("add-speaker").addEventListener("click", (event) => {
  event.preventDefault();
  choose(speakerCount() + 1);
  decide();
  changed();
  area.focus();
});

list.addEventListener("click", (event) => {
  const link = event.target.closest("[data-part=edit]");
  if (!link) return;
  event.preventDefault();
  edit(link.closest("li"));
});

// ---- Coming and going -------------------------------------------------------------------------------

// The page may never come back: what the server does not have goes out now.
function leave() {
  if (current) current.now = read();
  const states = unsaved().flatMap((note) => [...statesOf(note)]);
  if (!states.length) return;
  sessionStorage.setItem(ON_THE_WAY, JSON.stringify(unsaved().map((note) => [note.id, last(note)])));
  request(states, true)?.catch(() => {});
}

// The page can be back before what it sent as it was left has arrived: look for it.
async function recall(id, expected, isAtHand) {
  for (const pause of ARRIVES_AFTER) {
    await new Promise((done) => setTimeout(done, pause));
    const answer = await fetch(`${location.pathname}?note=${id}`, { cache: "no-store" }).catch(() => null);
    const there = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("note");
    if (!there) continue;
    const { text, speaker, form: kind, language, question, consent, revision } = there.elements;
    if (Number(revision.value) < expected) continue;
    const known = notes.get(id);
    // Somebody is typing in it again: what they do now is what counts.
    if (known && isUnsaved(known)) return;
    const number = numberOrNull(speaker.value);
    if (number === speakerCount() + 1) addChip(number);
    const now = { text: text.value, speaker: number, form: kind.value, language: language.value, question: numberOrNull(question.value), consent: consent.value };
    const note = known || track(id, 0, nextPosition++, now);
    Object.assign(note, { acked: Number(revision.value), now });
    if (note !== current && (!isAtHand || area.value)) return show(note);
    document.getElementById(`note-${id}`)?.remove();
    current = note;
    fill(now);
    remember();
    area.setSelectionRange(area.value.length, area.value.length);
    return tell();
  }
}

addEventListener("pagehide", leave);
// Whoever signed in on another page comes back to this one.
document.addEventListener("visibilitychange", () => (document.hidden || trouble) && send());
addEventListener("online", send);
addEventListener("pageshow", (event) => event.persisted && send());
addEventListener("beforeunload", (event) => {
  if (unsaved().length && !outbox?.vault && trouble) event.preventDefault();
});

// After a reload the note that was at hand is at hand again.
function takeUpAtHand() {
  const { id, revision } = form.elements;
  const before = sessionStorage.getItem(AT_HAND);
  const row = before && document.getElementById(`note-${before}`);
  const onTheWay = JSON.parse(sessionStorage.getItem(ON_THE_WAY) || "[]");
  sessionStorage.removeItem(ON_THE_WAY);
  if (Number(revision.value) > 0) {
    current = track(id.value, Number(revision.value), nextPosition, read());
    doubted = settled(area.value);
  } else if (row) {
    current = noteOf(row);
    row.remove();
    fill(current.now);
  } else {
    // Not the id in the page: a page that a device keeps comes with the same one at every visit.
    current = track(randomId(), 0, nextPosition++, read());
  }
  remember();
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
  for (const [noteId, expected] of onTheWay) {
    const there = notes.get(noteId)?.acked ?? document.getElementById(`note-${noteId}`)?.dataset.revision ?? 0;
    if (Number(there) < expected) recall(noteId, expected, noteId === before);
  }
}

lastForm = form.elements.form.value === "facilitator" ? "noted" : form.elements.form.value;
takeUpAtHand();
tell();
unlockDevice();
if (area.value && current.acked === 0) changed();
