// Sends what waits, one tab at a time. An ordinary script, for the service worker too.
(() => {
  const { Box, random, transact } = self.communityVoiceOffline;
  // With these answers the server has it, and only then does it go from here.
  const ARRIVED = new Set(["stored", "again", "conflict", "kept"]);
  const OUTCOMES = new Set([...ARRIVED, "refused", "signin", "later"]);
  const PATIENCE = 45_000;
  const LEASE = 60_000;
  const FIRST_WAIT = 2_000;
  // After a word from the server, and where no word came: then a network may be back any moment.
  const LONGEST_WAIT = 15 * 60_000;
  const LONGEST_CUT = 30_000;
  const FAILURES_IN_A_ROW = 3;

  // Longer after each try, and not all devices of a room at once.
  const waitAfter = (tries, longest) => Math.min(FIRST_WAIT * 2 ** Math.min(tries, 20), longest) * (0.75 + Math.random() / 2);

  // Hand one item to the server. An answer that is not the server's own (none at all, or the page of
  // some hotel's network) means: later.
  async function post(item, token) {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    if (token) headers["X-CSRFToken"] = token;
    let answer;
    try {
      const signal = AbortSignal.timeout?.(PATIENCE);
      const body = JSON.stringify(item.body);
      answer = await fetch(item.url, { method: "POST", headers, body, signal, credentials: token ? "same-origin" : "omit", redirect: "manual", cache: "no-store" });
    } catch {
      return { outcome: "later", isCut: true };
    }
    const told = await answer.json().catch(() => null);
    const after = Number(answer.headers.get("Retry-After")) * 1000 || 0;
    if (OUTCOMES.has(told?.outcome)) return { outcome: told.outcome, message: String(told.message ?? ""), after };
    if (answer.status === 401) return { outcome: "signin" };
    return { outcome: "later", isCut: answer.type === "opaqueredirect", after };
  }

  const lockOf = (name) => `community_voice ${name}`;

  // Run `act` once nothing of a box is being sent. Without locks it runs at once.
  const whileNothingIsSent = async (box, act) => (self.navigator.locks ? navigator.locks.request(lockOf(`sends ${box.name}`), act) : act());

  // Run `act` if no other tab does. Where there are no locks, a lease in the database serves: it is
  // renewed while we send, and runs out where a tab died.
  async function alone(name, act) {
    if (self.navigator.locks) return navigator.locks.request(lockOf(name), { ifAvailable: true }, (lock) => (lock ? act(async () => true) : null));
    const owner = random();
    const take = (until) =>
      transact("leases", "readwrite", (leases, give) => {
        leases.get(name).onsuccess = ({ target }) => {
          const held = target.result;
          const isOurs = !held || held.owner === owner || held.until < Date.now() || held.until > Date.now() + 2 * LEASE;
          if (isOurs) leases.put({ name, owner, until });
          give(isOurs);
        };
      });
    const renew = () => take(Date.now() + LEASE);
    if (!(await renew())) return null;
    try {
      return await act(renew);
    } finally {
      await take(0);
    }
  }

  // Send what waits in a box. `token` is a host's; `hurry` tries also what was to be tried later.
  // `again`: also what was refused; `first`: the id to begin with. Returns how many went, how many are
  // left, each outcome by id, and when to try again.
  async function sendAll(box, options = {}) {
    const round = { sent: 0, left: 0, outcomes: {}, busy: false, signIn: false, next: null };
    const done = await alone(`sends ${box.name}`, (still) => sendEach(box, options, still, round));
    round.busy = done === null;
    round.left = await box.waiting();
    return round;
  }

  async function sendEach(box, { token = "", hurry = false, again = false, first = "" }, still, round) {
    let failures = 0;
    let pause = 0;
    const rows = await box.all("queue");
    for (const { id, stamp, value } of rows.sort((row, other) => (other.id === first) - (row.id === first))) {
      if (value.refused && !again) continue;
      // Too far ahead: the device's clock was wrong then, or is now.
      const isDue = hurry || value.next <= Date.now() || value.next > Date.now() + 2 * LONGEST_WAIT;
      if (!isDue || failures >= FAILURES_IN_A_ROW || pause || round.signIn || !(await still())) {
        round.next = Math.min(round.next ?? Infinity, Math.max(value.next, pause, failures ? Date.now() + FIRST_WAIT : 0));
        continue;
      }
      const told = await post(value.item, token);
      round.outcomes[id] = told;
      if (ARRIVED.has(told.outcome)) {
        failures = 0;
        round.sent += 1;
        // A later revision that came meanwhile has another stamp, and stays.
        await box.replace("queue", id, stamp, null);
        box.tellArrived(id, told);
        continue;
      }
      if (told.outcome === "signin") {
        round.signIn = true;
        continue;
      }
      // Somebody presses, or a network is back: the waits begin anew.
      const tries = hurry ? 0 : value.tries;
      const next = Date.now() + Math.max(waitAfter(tries, told.isCut ? LONGEST_CUT : LONGEST_WAIT), told.after || 0);
      if (told.outcome === "refused") {
        await box.replace("queue", id, stamp, { ...value, refused: told.message || "-" });
        continue;
      }
      failures += told.isCut ? 1 : 0;
      pause = told.isCut ? 0 : next;
      round.next = Math.min(round.next ?? Infinity, next);
      await box.replace("queue", id, stamp, { ...value, tries: tries + 1, next });
    }
    return round;
  }

  Object.assign(self.communityVoiceOffline, { ARRIVED, Box, post, sendAll, whileNothingIsSent });
})();
