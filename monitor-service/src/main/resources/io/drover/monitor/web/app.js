"use strict";
(() => {
  const link = document.getElementById("link");
  const pending = new Set();
  let timer = 0;

  const words = (millis) => {
    const s = Math.max(0, Math.round(millis / 1000));
    if (s < 60) return s + " s";
    const m = Math.floor(s / 60);
    if (m < 60) return m + " min";
    const h = Math.floor(m / 60);
    if (h < 48) return h + " h" + (m % 60 ? " " + (m % 60) + " min" : "");
    return Math.floor(h / 24) + " d";
  };

  const running = (millis) => {
    const s = Math.max(0, millis / 1000);
    if (s < 60) return s.toFixed(0) + " s";
    const m = Math.floor(s / 60);
    return m < 60 ? m + " min " + Math.floor(s % 60) + " s" : Math.floor(m / 60) + " h " + (m % 60) + " min";
  };

  const tick = () => {
    const now = Date.now();
    for (const time of document.querySelectorAll("time[data-ago]")) {
      if (!time.title) time.title = time.textContent;
      const age = now - Date.parse(time.dateTime);
      time.textContent = age < 5000 ? "now" : words(age) + " ago";
    }
    for (const time of document.querySelectorAll("time[data-running]")) {
      time.textContent = running(now - Date.parse(time.dateTime));
    }
  };

  const pretty = () => {
    for (const pre of document.querySelectorAll("pre[data-json]")) {
      try {
        pre.textContent = JSON.stringify(JSON.parse(pre.textContent), null, 2);
      } catch {
        // Shown as it came.
      }
    }
  };

  // The server renders and escapes every part; here it is only put in its place.
  const renew = async (part) => {
    const place = document.querySelector('[data-part="' + part + '"]');
    if (!place) return;
    try {
      const answer = await fetch("/parts/" + part + location.search, { headers: { Accept: "text/html" } });
      if (answer.ok) place.innerHTML = await answer.text();
    } catch {
      // The link says that the monitor is away; it is asked again when it is back.
    }
  };

  const flush = async () => {
    timer = 0;
    const parts = [...pending];
    pending.clear();
    if (parts.includes("self")) {
      location.reload();
      return;
    }
    await Promise.all(parts.map(renew));
    tick();
  };

  const want = (...parts) => {
    for (const part of parts) pending.add(part);
    if (!timer) timer = setTimeout(flush, 250);
  };

  const self = document.querySelector("[data-self]");
  const rowOf = (kind, id) => {
    for (const row of document.querySelectorAll("[data-operation]")) {
      if (row.dataset.operation === id && row.dataset.kind === kind) return row;
    }
    return null;
  };

  const bytes = (n) => {
    const units = ["B", "kB", "MB", "GB", "TB", "PB"];
    let unit = 0;
    while (n >= 999.5 && unit < units.length - 1) {
      n /= 1000;
      unit++;
    }
    return (unit === 0 || n >= 99.5 ? n.toFixed(0) : n.toFixed(1)) + " " + units[unit];
  };

  const showProgress = ({ kind, operationId, progress }) => {
    const place = rowOf(kind, operationId)?.querySelector("[data-progress]");
    if (!place) return;
    let bar = place.querySelector("progress");
    if (progress.total && !bar) {
      bar = document.createElement("progress");
      place.prepend(bar);
    }
    if (progress.total) {
      bar.max = progress.total;
      bar.value = Math.min(progress.done, progress.total);
    }
    let note = place.querySelector(".note");
    if (!note) {
      note = document.createElement("span");
      note.className = "note";
      place.append(note);
    }
    const done = progress.unit === "bytes" ? bytes(progress.done) : progress.done + " " + progress.unit;
    const share = progress.total ? " · " + Math.min(100, Math.floor((100 * progress.done) / progress.total)) + " %" : "";
    const left = progress.remainingMillis == null ? "" : " · " + running(progress.remainingMillis) + " left";
    note.textContent = progress.phase + " · " + done + share + left;
  };

  const state = (name, text) => {
    link.dataset.state = name;
    link.textContent = text;
  };

  const connect = () => {
    const stream = new EventSource("/api/stream");
    let first = true;
    stream.onopen = () => {
      state("live", "live");
      if (!first || !self) want("summary", "databases", "operations", "services");
      first = false;
    };
    stream.onerror = () => {
      state("lost", "reconnecting");
      if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
    };
    stream.addEventListener("operation", (event) => {
      const operation = JSON.parse(event.data);
      if (!self) want("operations", "summary", "databases");
      else if (self.dataset.operation === operation.operationId && self.dataset.kind === operation.kind) want("self");
    });
    stream.addEventListener("progress", (event) => showProgress(JSON.parse(event.data)));
    stream.addEventListener("health", () => want("databases", "summary", "services"));
    stream.addEventListener("service", () => want("services", "summary"));
    stream.addEventListener("resync", () => (self ? want("self") : want("summary", "databases", "operations", "services")));
  };

  pretty();
  tick();
  setInterval(tick, 1000);
  connect();
})();
