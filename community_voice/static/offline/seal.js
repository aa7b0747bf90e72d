// Seals what a resident wrote to the server's public key: from then on this device cannot read it.
import "./core.js";

const { fromBase64, random, toBase64 } = self.communityVoiceOffline;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const INFO = new TextEncoder().encode("community_voice entry 1");
const RANDOM_DIGITS = 15;
// How long an entry is tells nothing finer than this: spaces after JSON mean nothing.
const BLOCK = 1024;

export const makeSubmissionId = () => random(18);

export function makeReceipt() {
  let body = "";
  while (body.length < RANDOM_DIGITS) {
    // 250 to 255 are left out, so that every digit is as likely as another.
    for (const byte of crypto.getRandomValues(new Uint8Array(RANDOM_DIGITS))) {
      if (byte < 250 && body.length < RANDOM_DIGITS) body += byte % 10;
    }
  }
  return body + checkDigit(body);
}

// ISO 7064 MOD 11,10, as answering/receipts.py.
export function checkDigit(body) {
  let carry = 10;
  for (const digit of body) carry = (((carry + Number(digit)) % 10 || 10) * 2) % 11;
  return String((11 - carry) % 10);
}

export const showReceipt = (receipt) => receipt.replace(/(\d{4})(?=\d)/g, "$1 ");

// The sender's public key, 12 bytes of IV, and the words under a key that only the server works out.
export async function sealEntry(serverKey, entry) {
  const server = await crypto.subtle.importKey("raw", fromBase64(serverKey), CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const sender = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, own.privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: sender, info: INFO };
  const key = await crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const plain = new TextEncoder().encode(JSON.stringify(entry));
  const padded = new Uint8Array(Math.ceil(plain.length / BLOCK) * BLOCK).fill(0x20);
  padded.set(plain);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, padded));
  const whole = new Uint8Array(sender.length + iv.length + sealed.length);
  whole.set(sender);
  whole.set(iv, sender.length);
  whole.set(sealed, sender.length + iv.length);
  return toBase64(whole);
}
