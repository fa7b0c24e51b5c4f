// Keeps pages readable without a line, and says so when there is none. Everything works without this file.
(() => {
  "use strict";
  const note = document.querySelector("[data-offline]");
  const tell = () => {
    note.hidden = navigator.onLine;
    note.textContent = navigator.onLine ? "" : note.dataset.offline;
  };
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();

  const workers = navigator.serviceWorker;
  if (!workers) return;
  const first = !workers.controller;
  workers.register("/worker.js").catch(() => {});
  if (!first) return;
  workers.ready.then((ready) => {
    const files = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
    ready.active.postMessage({ keep: location.pathname, files: [...new Set(files)] });
  });
})();
