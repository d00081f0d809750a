"use strict";
// What is live: the stream of events renews parts of the page, times go on, keys work.
(() => {
  const link = document.getElementById("link");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Times

  const rough = (millis) => {
    const s = Math.max(0, Math.floor(millis / 1000));
    if (s < 60) return s + " s";
    const m = Math.floor(s / 60);
    if (m < 60) return m + " min";
    const h = Math.floor(m / 60);
    return h < 48 ? h + " h" : Math.floor(h / 24) + " d";
  };

  const running = (millis) => {
    const s = Math.max(0, Math.floor(millis / 1000));
    const m = Math.floor(s / 60);
    const h = Math.floor(m / 60);
    const two = (large, unit, small, part) => large + " " + unit + (small ? " " + small + " " + part : "");
    if (m < 1) return s + " s";
    if (m < 60) return two(m, "min", s % 60, "s");
    return h < 48 ? two(h, "h", m % 60, "min") : two(Math.floor(h / 24), "d", h % 24, "h");
  };

  const put = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  const tick = () => {
    const now = Date.now();
    for (const time of all("time[data-ago]")) {
      const age = now - Date.parse(time.dateTime);
      put(time, age < -60000 ? "in " + rough(-age) : age < 5000 ? "now" : rough(age) + " ago");
    }
    for (const time of all("time[data-running]")) put(time, running(now - Date.parse(time.dateTime)));
  };

  // Events

  const due = new Set();
  let timer = 0;
  const near = (element) => {
    const place = element.getBoundingClientRect();
    return place.bottom > -500 && place.top < innerHeight + 500;
  };

  const renew = () => {
    timer = 0;
    const events = [...due];
    due.clear();
    if (document.hidden) return;
    // Nothing is pulled from under the hands of someone who is filling a form in.
    if (document.querySelector("dialog[open]")) {
      events.forEach((event) => due.add(event));
      timer = setTimeout(renew, 1000);
      return;
    }
    for (const part of all("[data-live]")) {
      const wanted = part.dataset.live.split(" ");
      if (("far" in part.dataset || near(part)) && events.some((event) => event === "all" || wanted.includes(event))) part.dispatchEvent(new CustomEvent("renew"));
    }
  };

  const want = (event) => {
    due.add(event);
    timer ||= setTimeout(renew, 400);
  };

  const bytes = (n) => {
    const units = ["B", "kB", "MB", "GB", "TB", "PB"];
    let unit = 0;
    for (; n >= 999.5 && unit < units.length - 1; unit++) n /= 1000;
    return n.toFixed(unit === 0 || n >= 99.5 ? 0 : 1).replace(/\.0$/, "") + " " + units[unit];
  };

  const show = ({ kind, operationId, progress }) => {
    for (const place of all("[data-progress]")) {
      if (place.dataset.operation !== operationId || place.dataset.kind !== kind) continue;
      const bar = place.querySelector("progress");
      if (progress.total) {
        bar.max = progress.total;
        bar.value = Math.min(progress.done, progress.total);
      }
      const done = progress.unit === "bytes" ? bytes(progress.done) : progress.done.toLocaleString("en") + " " + progress.unit;
      const share = progress.total ? " · " + Math.min(100, Math.floor((100 * progress.done) / progress.total)) + " %" : "";
      const left = progress.remainingMillis == null ? "" : " · " + running(progress.remainingMillis) + " left";
      put(place.querySelector(".note"), progress.phase + " · " + done + share + left);
    }
  };

  const state = (name, text) => {
    link.dataset.state = name;
    put(link, text);
  };

  const changed = (event) => {
    const { kind, operationId } = JSON.parse(event.data);
    const only = document.querySelector("[data-only]");
    if (!only || only.dataset.only === kind + "/" + operationId) want("operation");
  };

  let opened = 0;
  let stream;
  const connect = () => {
    // What happens between the making of a page and its stream is not missed.
    const since = opened ? "" : document.querySelector("meta[name=since]").content;
    stream = new EventSource("/api/stream" + (since && "?since=" + encodeURIComponent(since)));
    stream.onopen = () => {
      state("live", "live");
      if (opened++) want("all");
    };
    stream.onerror = () => {
      state("lost", "reconnecting");
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || connect(), 5000);
    };
    stream.addEventListener("operation", changed);
    stream.addEventListener("progress", (event) => show(JSON.parse(event.data)));
    for (const name of ["health", "service", "alert", "projection"]) stream.addEventListener(name, () => want(name));
    stream.addEventListener("resync", () => want("all"));
  };

  // What a person has opened stays open when its part is renewed.
  let open = [];
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    open = all("details[open][id]").map((one) => one.id);
    // Someone may have opened a form while its part was under way.
    if (detail.requestConfig.elt.matches("[data-live]") && document.querySelector("dialog[open]")) {
      detail.shouldSwap = false;
      want("all");
    }
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    tick();
  });
  // A browser opens six connections to a server: pages that nobody sees let go of theirs.
  document.addEventListener("visibilitychange", () => {
    stream.close();
    if (document.hidden) state("waiting", "paused");
    else connect();
  });
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  // Keys

  const step = (by) => {
    const rows = all("[data-row]");
    const at = rows.findIndex((row) => row === document.activeElement || row.closest("tr") === document.activeElement?.closest("tr"));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, select");
    if (typing) {
      if (event.key === "Escape") typing.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    const key = { j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1) };
    key["/"] = () => document.getElementById("filter")?.focus();
    key["?"] = () => document.getElementById("keys").showModal();
    const arrows = event.key.startsWith("Arrow") && !document.activeElement?.matches("[data-row]");
    if (key[event.key] && !arrows) {
      event.preventDefault();
      key[event.key]();
    }
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent);
      put(button, "Copied");
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
      put(button, "Selected");
    }
    setTimeout(() => put(button, "Copy"), 2000);
  });

  for (const away of all("[data-sign-in]")) away.href = "/sign-in?back=" + encodeURIComponent(location.pathname + location.search);
  tick();
  setInterval(tick, 1000);
  connect();
})();
