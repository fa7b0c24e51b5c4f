// Answers of a quiz, saved as they are chosen. Without this file the form still works.
// An answer that cannot be sent is kept on this phone and sent when the line is back; the server knows each by its client id.
(() => {
  "use strict";
  const place = document.querySelector("[data-attempt]");
  if (!place) return;
  const form = place.matches("form") ? place : null;
  const status = form ? form.querySelector(".saved") : place;
  const shelf = `answers:${place.dataset.attempt}`;
  const DAY = 24 * 3600 * 1000;

  const say = (key) => {
    status.textContent = place.dataset[key] || "";
    status.dataset.state = key;
  };

  // What waits, oldest first: {url, body, item, at}. One answer per item: the newest.
  const waiting = () => {
    try {
      return JSON.parse(localStorage.getItem(shelf) || "[]").filter((kept) => Date.now() - kept.at < 30 * DAY);
    } catch {
      return [];
    }
  };
  const keep = (list) => {
    try {
      if (list.length) localStorage.setItem(shelf, JSON.stringify(list));
      else localStorage.removeItem(shelf);
      return true;
    } catch {
      return false; // no room or not allowed: the form itself still sends
    }
  };
  const shelve = (entry) => keep([...waiting().filter((kept) => kept.item !== entry.item), entry]);
  const unshelve = (entry) => keep(waiting().filter((kept) => kept.body !== entry.body));

  const newId = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  // "saved", "refused" (asking again would not help) or "kept".
  const send = async (entry) => {
    try {
      const answer = await fetch(entry.url, {
        method: "POST",
        credentials: "same-origin",
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        body: entry.body,
        keepalive: true,
      });
      const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
      if (answer.ok && told.saved) {
        unshelve(entry);
        return "saved";
      }
      if (told.code && answer.status < 500 && answer.status !== 429) {
        unshelve(entry);
        return "refused";
      }
    } catch {
      // no line: it stays on the shelf
    }
    return "kept";
  };

  // One at a time and in order, so that an old choice never overtakes a new one.
  let line = Promise.resolve();
  const flush = () => {
    line = line.then(async () => {
      const list = waiting();
      if (!list.length) return "";
      say("saving");
      let state = "saved";
      for (const entry of list) {
        const result = await send(entry);
        if (result !== "saved") state = result;
        if (result === "kept") break;
      }
      say(state);
      return state;
    });
    return line;
  };

  const later = () => {
    if (waiting().length) flush().then((state) => !form && state === "saved" && location.reload());
  };
  addEventListener("online", later);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && later());
  setInterval(later, 20000);

  if (!form) {
    later();
    return;
  }

  // namedItem, because `elements.item` is a method of the collection.
  const field = (name) => form.elements.namedItem(name);
  const chosen = () => field("option").value;
  let shelved = "";
  const take = () => {
    field("client_id").value = newId();
    const body = new URLSearchParams();
    for (const name of ["item", "option", "client_id", "token"]) body.set(name, field(name).value);
    shelved = chosen();
    return shelve({ url: form.action, body: body.toString(), item: field("item").value, at: Date.now() });
  };

  const mine = waiting().find((kept) => kept.item === field("item").value);
  if (mine) {
    const option = new URLSearchParams(mine.body).get("option");
    const box = [...form.querySelectorAll("input[type=radio]")].find((input) => input.value === option);
    if (box) box.checked = true;
  }
  shelved = chosen();
  later();

  form.addEventListener("change", (event) => {
    if (event.target.name === "option" && take()) flush();
  });

  form.addEventListener("submit", async (event) => {
    const goto = event.submitter && event.submitter.value;
    if (!goto || (chosen() !== shelved && !take())) return;
    event.preventDefault();
    const state = await flush();
    if (state === "kept") return;
    if (state === "refused") form.querySelector("input[type=radio]").focus();
    else location.assign(goto);
  });
})();
