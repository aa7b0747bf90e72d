// A host's store on this device. Everything in it is sealed under a key that only the passphrase
// gives: on disk stand kinds, ids and lengths, and no words.
import "./core.js";

const { Box, NewerVersion, NotOurs, fromBase64, read, toBase64, transact } = self.communityVoiceOffline;
const ROUNDS = 600_000;
const FORMAT = "community_voice vault 1";
const CHECK = "this is the right passphrase";
const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

export { NewerVersion, NotOurs };
export class WrongPassphrase extends Error {}

async function deriveKey(passphrase, { salt, rounds }) {
  // One way of writing a letter with an accent, whatever keyboard typed it.
  const words = new TextEncoder().encode(passphrase.normalize("NFKC"));
  const material = await crypto.subtle.importKey("raw", words, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// `place` is sealed in with the value, so that one cannot be moved to the place of another.
async function sealValue(key, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: encode(place) }, key, encode(value));
  return { iv, sealed: new Uint8Array(sealed) };
}

async function openValue(key, place, { iv, sealed }) {
  return decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: encode(place) }, key, sealed));
}

class Vault extends Box {
  #key;
  #lock;

  constructor(lock, key) {
    super(lock.name);
    this.#lock = lock;
    this.#key = key;
  }

  close(kind, id, value) {
    return sealValue(this.#key, [this.name, kind, id], value);
  }

  unclose(row) {
    return openValue(this.#key, [row.vault, row.kind, row.id], row);
  }

  // All that is here as one sealed file, which the same passphrase opens on another machine.
  async exportFile() {
    const kinds = await kindsOf(this.name);
    const rows = [];
    for (const kind of kinds) for (const { id, value } of await this.all(kind)) rows.push({ kind, id, value });
    const { iv, sealed } = await sealValue(this.#key, FORMAT, rows);
    const { salt, rounds } = this.#lock;
    const file = { format: FORMAT, rounds, salt: toBase64(salt), iv: toBase64(iv), sealed: toBase64(sealed) };
    return new Blob([JSON.stringify(file)], { type: "application/octet-stream" });
  }

  async importFile(blob, passphrase) {
    let file, lock;
    try {
      file = JSON.parse(await blob.text());
      lock = { salt: fromBase64(file.salt), rounds: Math.min(file.rounds, 10_000_000) };
      file = { ...file, iv: fromBase64(file.iv), sealed: fromBase64(file.sealed) };
    } catch {
      throw new NotOurs();
    }
    if (file.format !== FORMAT || !(lock.rounds > 0)) throw new NotOurs();
    const key = await deriveKey(passphrase, lock);
    const rows = await openValue(key, FORMAT, file).catch(() => {
      throw new WrongPassphrase();
    });
    return this.bringIn(rows);
  }
}

async function kindsOf(name) {
  const range = IDBKeyRange.bound([name], [name, []]);
  const keys = await transact("rows", "readonly", (rows, give) => (rows.getAllKeys(range).onsuccess = ({ target }) => give(target.result)));
  return [...new Set(keys.map(([, kind]) => kind))];
}

export async function vaultExists(name) {
  return Boolean(await read("vaults", name));
}

// Open the vault of this name, or make it on its first use.
export async function openVault(name, passphrase) {
  let lock = await read("vaults", name);
  if (!lock) {
    const made = { name, salt: crypto.getRandomValues(new Uint8Array(16)), rounds: ROUNDS };
    const key = await deriveKey(passphrase, made);
    made.check = await sealValue(key, [name], CHECK);
    // Another tab may have made it just now: then that one is it.
    lock = await transact("vaults", "readwrite", (vaults, give) => {
      vaults.get(name).onsuccess = ({ target }) => {
        if (!target.result) vaults.add(made);
        give(target.result || made);
      };
    });
    if (lock === made) return new Vault(lock, key);
  }
  const key = await deriveKey(passphrase, lock);
  const check = await openValue(key, [name], lock.check).catch(() => null);
  if (check !== CHECK) throw new WrongPassphrase();
  return new Vault(lock, key);
}

// What residents keep here is sealed to the server before it comes, so it needs no passphrase.
export const openBox = () => new Box("residents");
