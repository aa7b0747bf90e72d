// The service worker of pages that work without a network: the residents' /<slug>/offline/ and, in a
// registration of its own, hosts' pages. All else passes it by: its scope is no wider, and inside it
// answers only for pages that were kept by a person's wish and for static files; for another page
// that no network brings it leads to the list of them. It keeps nothing
// that was posted. The line before these, from the server, says which version and which files.
const { version, files } = self.build;
// Addresses of files name their content after a "?"; pages of another version ask for another.
const plain = (file) => file.split("?")[0];
const paths = new Set(files.map(plain));
for (const part of ["core", "sending"]) importScripts(files.find((file) => plain(file).endsWith(`/offline/${part}.js`)));

const SCOPE = new URL(self.registration.scope).pathname;
const PREFIX = `community_voice ${SCOPE} `;
const CACHE = PREFIX + version;
const OWNER = `${SCOPE}offline-owner`;
const LIST = SCOPE === "/host/" ? "/host/offline/" : SCOPE;
const KEEPABLE = SCOPE === "/host/" ? /^\/host\/(offline|sessions\/[^/]+\/notes|paper\/[^/]+(\/[^/]+)?)\/?$/ : /./;
const PATIENCE = 4000;
const AWAY = new Set([502, 503, 504]);
// Tabs whose page came from the cache: their files come from there too, so that both fit.
const fromCache = new Set();

const isStatic = (path) => paths.has(path);
const mayKeep = (path) => path.startsWith(SCOPE) && KEEPABLE.test(path);
const look = (cache, address) => cache.match(address, { ignoreVary: true }).then((found) => found || cache.match(address, { ignoreSearch: true, ignoreVary: true }));

// Pages are served "do not store": what is stored here is stored on purpose, whole, or not at all.
async function fetchPage(address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "same-origin", redirect: "error", headers: { Accept: "text/html" } });
  if (answer.status !== 200 || !answer.headers.get("Content-Type")?.startsWith("text/html")) throw new Error("not a page");
  const headers = new Headers(answer.headers);
  for (const name of ["Vary", "Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(await answer.blob(), { headers });
}

async function olderCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
}

const pagesOf = async (cache) => (await cache.keys()).filter(({ url }) => !isStatic(new URL(url).pathname));

// All of a version or nothing: where one file fails, the version before goes on.
async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
  await carryOver(cache, true);
}

async function carryOver(cache, isFresh) {
  for (const name of await olderCaches()) {
    const older = await caches.open(name);
    for (const request of await olderPages(older)) {
      if (await cache.match(request, { ignoreVary: true })) continue;
      const isMark = new URL(request.url).pathname === OWNER;
      const fresh = isFresh && !isMark ? await fetchPage(request.url).catch(() => null) : null;
      await cache.put(request, fresh || (await older.match(request, { ignoreVary: true })));
    }
  }
}

// What an older version kept: its files may have had names that are none of ours any more.
const olderPages = async (cache) => (await cache.keys()).filter(({ url }) => mayKeep(new URL(url).pathname) || new URL(url).pathname === OWNER);

async function activate() {
  await carryOver(await caches.open(CACHE), false);
  for (const name of await olderCaches()) await caches.delete(name);
  await self.clients.claim();
}

// The network first; where there is none, or only the word of one, what was kept.
async function page({ request, resultingClientId }) {
  const kept = await look(await caches.open(CACHE), request.url);
  const network = fetch(request);
  if (!kept) return network.catch(() => leadToList(new URL(request.url)));
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([network.catch(() => null), slow]);
  if (answer && !AWAY.has(answer.status)) return answer;
  fromCache.add(resultingClientId);
  return kept;
}

// Where nothing is kept there is no list either, and the browser says what it says.
async function leadToList({ origin, pathname, searchParams }) {
  const list = new URL(LIST, origin);
  if (pathname === LIST || !(await look(await caches.open(CACHE), list.href))) return Response.error();
  for (const name of ["kiosk", "link", "lang"]) if (searchParams.has(name)) list.searchParams.set(name, searchParams.get(name));
  list.searchParams.set("missed", "1");
  return Response.redirect(list);
}

async function file({ request, clientId }) {
  const kept = () => caches.open(CACHE).then((cache) => look(cache, request.url));
  const first = fromCache.has(clientId) && (await kept());
  return first || fetch(request).catch(async () => (await kept()) || Response.error());
}

async function keep(addresses) {
  const told = { kept: [], failed: [] };
  const cache = await caches.open(CACHE);
  for (const address of addresses) {
    const { origin, pathname, href } = new URL(address, location.href);
    try {
      if (origin !== location.origin || !mayKeep(pathname)) throw new Error("not ours to keep");
      await cache.put(href, await fetchPage(href));
      told.kept.push(pathname);
      await renewOthers(cache, pathname, href);
    } catch {
      told.failed.push(pathname);
    }
  }
  return told;
}

// A page that was kept in another language too would go on naming forms of before.
async function renewOthers(cache, path, but) {
  for (const { url } of await cache.keys()) {
    if (url === but || new URL(url).pathname !== path) continue;
    const fresh = await fetchPage(url).catch(() => null);
    if (fresh) await cache.put(url, fresh);
  }
}

async function kept() {
  const pages = await pagesOf(await caches.open(CACHE));
  return { kept: pages.map(({ url }) => new URL(url).pathname).filter((path) => path !== OWNER) };
}

// What waits to be sent is in no cache, and stays.
async function forget() {
  for (const name of [CACHE, ...(await olderCaches())]) {
    const cache = await caches.open(name);
    for (const request of await pagesOf(cache)) await cache.delete(request, { ignoreVary: true });
  }
  return { kept: [] };
}

// Pages that one host kept are not there for another who signs in on the same device.
async function belong({ owner }) {
  const cache = await caches.open(CACHE);
  const before = await (await cache.match(OWNER))?.text();
  if (before !== undefined && before !== owner) await forget();
  await cache.put(OWNER, new Response(owner));
  return {};
}

const ACTS = { belong, forget, keep: ({ pages }) => keep(pages), kept, takeOver: () => self.skipWaiting() };

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  const act = ACTS[event.data?.act];
  if (act) event.waitUntil(Promise.resolve(act(event.data)).then((told) => event.ports[0]?.postMessage(told ?? {})));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (isStatic(pathname)) event.respondWith(file(event));
});
// The browser found a network after the page was closed. Residents' entries need nobody to sign in.
self.addEventListener("sync", (event) => {
  const { Box, sendAll } = self.communityVoiceOffline;
  const send = async () => {
    // A page that sends just now may be closed before it has done.
    const { busy, next } = await sendAll(new Box("residents"), { hurry: true });
    if (busy || next !== null) throw new Error("some still wait");
  };
  if (SCOPE !== "/host/") event.waitUntil(send());
});
