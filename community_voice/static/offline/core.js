// What waits on this device: rows in IndexedDB, and how they are sent. An ordinary script, because
// the service worker uses it too and cannot load modules in every browser; pages import vault.js.
(() => {
  const DATABASE = "community_voice_offline";
  // A later version only ever adds: rows that an earlier one wrote stay readable.
  const VERSION = 1;
  const channel = "BroadcastChannel" in self ? new BroadcastChannel(DATABASE) : null;
  // Where each kind of item may be sent, whoever put it here or brought it in from a file.
  const ADDRESSES = {
    survey: /^\/[^/?#]+\/offline\/entries$/,
    notes: /^\/host\/sessions\/[^/?#]+\/notes$/,
    paper: /^\/host\/paper\/[^/?#]+\/entries$/,
  };

  class NotOurs extends Error {}
  class NewerVersion extends Error {}

  const random = (bytes = 18) => toBase64(crypto.getRandomValues(new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function toBase64(bytes) {
    let text = "";
    for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
    return btoa(text);
  }

  const fromBase64 = (text) => Uint8Array.from(atob(text), (mark) => mark.charCodeAt(0));

  // The same content, whatever the order of an object's names.
  function sameContent(left, right) {
    if (left === right) return true;
    if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
    if (Array.isArray(left) !== Array.isArray(right)) return false;
    const names = Object.keys(left);
    return names.length === Object.keys(right).length && names.every((name) => name in right && sameContent(left[name], right[name]));
  }

  let opening = null;
  function database() {
    opening ||= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, VERSION);
      request.onupgradeneeded = ({ oldVersion }) => {
        if (oldVersion < 1) {
          request.result.createObjectStore("vaults", { keyPath: "name" });
          request.result.createObjectStore("rows", { keyPath: ["vault", "kind", "id"] });
          request.result.createObjectStore("leases", { keyPath: "name" });
        }
      };
      // Another tab holds an older version open: it closes when it hears of this one.
      request.onblocked = () => self.dispatchEvent(new Event("offline-blocked"));
      request.onerror = () => reject(request.error.name === "VersionError" ? new NewerVersion() : request.error);
      request.onsuccess = () => {
        const opened = request.result;
        opened.onclose = () => (opening = null);
        opened.onversionchange = () => {
          opened.close();
          opening = null;
        };
        resolve(opened);
      };
    });
    opening.catch(() => (opening = null));
    return opening;
  }

  // Run one transaction; what `act` hands to `give` is told once all of it is safely on disk.
  async function transact(store, mode, act) {
    for (let round = 0; ; round += 1) {
      const opened = await database();
      try {
        return await new Promise((resolve, reject) => {
          const work = opened.transaction(store, mode, { durability: "strict" });
          let result;
          work.oncomplete = () => resolve(result);
          work.onabort = () => reject(work.error || new Error("aborted"));
          act(work.objectStore(store), (value) => (result = value));
        });
      } catch (error) {
        // The database was closed under our hands (another tab brings a new version): once more.
        if (error.name !== "InvalidStateError" || round > 2) throw error;
        opening = null;
      }
    }
  }

  const read = (store, key) => transact(store, "readonly", (rows, give) => (rows.get(key).onsuccess = ({ target }) => give(target.result)));

  // Put or (row null) remove what stands at a key, if its stamp still is the one that was read.
  const swap = (key, stamp, row) =>
    transact("rows", "readwrite", (rows, give) => {
      rows.get(key).onsuccess = ({ target }) => {
        if ((target.result?.stamp ?? null) !== stamp) return give(false);
        if (row) rows.put(row);
        else rows.delete(key);
        give(true);
      };
    });

  // Values of one owner, by kind and id. This one stores them as they are, which is for what is
  // sealed already; a Vault (vault.js) seals whatever it is given.
  class Box {
    constructor(name) {
      this.name = name;
    }

    async close(kind, id, value) {
      return { value };
    }

    async unclose(row) {
      return row.value;
    }

    async put(kind, id, value) {
      const row = await this.row(kind, id, value);
      await transact("rows", "readwrite", (rows) => rows.put(row));
      this.tell();
    }

    async row(kind, id, value) {
      return { vault: this.name, kind, id, stamp: random(), ...(await this.close(kind, id, value)) };
    }

    async get(kind, id) {
      const row = await read("rows", [this.name, kind, id]);
      return row && this.unclose(row);
    }

    // A row that cannot be opened (a damaged disk) hides no other, and stays.
    async all(kind) {
      const range = IDBKeyRange.bound([this.name, kind], [this.name, kind, []]);
      const rows = await transact("rows", "readonly", (found, give) => (found.getAll(range).onsuccess = ({ target }) => give(target.result)));
      const opened = rows.map(async (row) => ({ id: row.id, stamp: row.stamp, value: await this.unclose(row) }));
      return (await Promise.allSettled(opened)).filter(({ status }) => status === "fulfilled").map(({ value }) => value);
    }

    async remove(kind, id) {
      await transact("rows", "readwrite", (rows) => rows.delete([this.name, kind, id]));
      this.tell();
    }

    // Put a value in the place of the one with this stamp (null: of none); false where it changed since.
    async replace(kind, id, stamp, value) {
      const row = value === null ? null : await this.row(kind, id, value);
      const done = await swap([this.name, kind, id], stamp, row);
      if (done) this.tell();
      return done;
    }

    // Put a value beside those of the same id: the same content is known and put once. Where
    // `mayReplace` says so of the one that is there, it takes its place instead.
    async putBeside(kind, id, value, isSame, mayReplace) {
      for (let place = id, count = 1; ; ) {
        const before = await read("rows", [this.name, kind, place]);
        const held = before && (await this.unclose(before));
        if (held && isSame(held)) return "known";
        if (held && !mayReplace(held)) place = `${id}#${(count += 1)}`;
        else if (await this.replace(kind, place, before?.stamp ?? null, value)) return "added";
      }
    }

    // Keep an item until it is sent. Other content under the same id waits beside what is there
    // and is sent too, unless the item says that it is a later revision.
    async enqueue({ replaces, ...item }) {
      if (!ADDRESSES[item.kind]?.test(item.url) || !item.id) throw new NotOurs();
      const value = { item, tries: 0, next: 0, refused: "" };
      return this.putBeside("queue", item.id, value, (held) => sameContent(held.item.body, item.body), () => Boolean(replaces));
    }

    // Ids alone, which nothing has to be opened for.
    async ids(kind) {
      const range = IDBKeyRange.bound([this.name, kind], [this.name, kind, []]);
      const keys = await transact("rows", "readonly", (rows, give) => (rows.getAllKeys(range).onsuccess = ({ target }) => give(target.result)));
      return keys.map(([, , id]) => id);
    }

    async waiting() {
      return (await this.ids("queue")).length;
    }

    // Take in what a file brought: the same is known, other content is kept beside.
    async bringIn(rows) {
      const told = { added: 0, known: 0 };
      for (const { kind, id, value } of rows) {
        const isSame = (held) => sameContent(held, value) || held.revision > value.revision;
        const put = () => this.putBeside(kind, id, value, isSame, (held) => value.revision > held.revision);
        told[await (kind === "queue" ? this.enqueue(value.item) : put())] += 1;
      }
      return told;
    }

    tell() {
      self.dispatchEvent(new Event("offline-changed"));
      channel?.postMessage("changed");
    }

    // Say to other tabs what became of an item that they may be waiting for.
    tellArrived(id, { outcome, message }) {
      channel?.postMessage({ id, outcome, message });
    }
  }
  channel?.addEventListener("message", ({ data }) => {
    self.dispatchEvent(new Event("offline-changed"));
    if (data?.id) self.dispatchEvent(new CustomEvent("offline-arrived", { detail: data }));
  });

  self.communityVoiceOffline = { Box, NewerVersion, NotOurs, fromBase64, random, read, sameContent, toBase64, transact };
})();
