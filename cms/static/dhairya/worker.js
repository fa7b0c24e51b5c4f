// The service worker: what was read once can be read again without a line. The network always comes first, so that a change of a
// safety sentence is never hidden by a copy. Kept are pages that look the same to everyone, and their files; nothing personal.
"use strict";
const PAGES = "pages-1";
const FILES = "files-1";
const MOST = { [PAGES]: 80, [FILES]: 60 };
const READABLE = /^\/(en|hi|mr|bn)\/(plans\/|plans\/[^/]+\/|privacy\/|offline\/)$/;

const offlinePage = (path) => `/${(path.match(/^\/(en|hi|mr|bn)\//) || [0, "en"])[1]}/offline/`;
const keepable = (answer) => answer.ok && !answer.redirected && !/no-store/.test(answer.headers.get("Cache-Control") || "");

const keep = async (name, key, answer) => {
  const shelf = await caches.open(name);
  await shelf.put(key, answer);
  const keys = await shelf.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST[name])).map((old) => shelf.delete(old)));
};

// A file's name changes with its bytes, so a kept one is always right.
const file = async (request) => {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (keepable(answer)) await keep(FILES, request, answer.clone());
  return answer;
};

const page = async (event, path) => {
  try {
    const answer = await fetch(event.request);
    if (READABLE.test(path) && keepable(answer)) event.waitUntil(keep(PAGES, path, answer.clone()).then(() => keepOfflinePage(path)));
    return answer;
  } catch (error) {
    const kept = (READABLE.test(path) && (await caches.match(path))) || (await caches.match(offlinePage(path)));
    if (kept) return kept;
    throw error;
  }
};

const keepOfflinePage = async (path) => {
  const address = offlinePage(path);
  if (await caches.match(address)) return;
  const answer = await fetch(address);
  if (keepable(answer)) await keep(PAGES, address, answer);
};

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => !(name in MOST)).map((name) => caches.delete(name))));
  event.waitUntil(Promise.all([old, clients.claim()]));
});
addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(event.request));
  else if (event.request.mode === "navigate" && /^\/(en|hi|mr|bn)\//.test(pathname)) event.respondWith(page(event, pathname));
});
// The page that was open before the worker was there is kept too.
addEventListener("message", (event) => {
  const path = event.data && event.data.keep;
  if (!READABLE.test(path)) return;
  const files = (event.data.files || []).filter((address) => address.startsWith("/static/"));
  const fetched = fetch(path).then((answer) => keepable(answer) && keep(PAGES, path, answer).then(() => keepOfflinePage(path)));
  event.waitUntil(Promise.all([fetched, ...files.map((address) => file(new Request(address)))]));
});
