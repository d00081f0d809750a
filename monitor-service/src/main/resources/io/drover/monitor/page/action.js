"use strict";
// Dialogs that ask for something. Forms become JSON; the answer is an operation, or a problem to show.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const value = (form, name) => new FormData(form).get(name);

  // Fields that do not matter for what was chosen are hidden, and say nothing.
  const arrange = (form) => {
    for (const part of all("[data-when]", form)) {
      const [name, values] = part.dataset.when.split("=");
      part.hidden = !values.split(" ").includes(value(form, name));
      for (const field of all("input, select", part)) field.disabled = part.hidden;
    }
    for (const field of all("[data-equals]", form)) {
      const wrong = !field.disabled && field.value !== field.dataset.equals;
      field.setCustomValidity(wrong ? "Type " + field.dataset.equals : "");
    }
  };

  const tell = (form, { code, message, remedy }) => {
    const place = form.querySelector(".answer");
    const line = (name, text) => {
      const element = document.createElement(name);
      element.textContent = text;
      return element;
    };
    place.replaceChildren(line("code", code), line("p", message), ...(remedy ? [line("pre", remedy)] : []));
    place.hidden = false;
  };

  const body = (form) => {
    const fields = {};
    for (const [name, text] of new FormData(form)) {
      const field = form.elements[name];
      if (text === "") continue;
      fields[name] = "hours" in (field.dataset ?? {}) ? new Date(Date.now() + text * 3600000).toISOString() : text;
    }
    return fields;
  };

  // What was said about an alert shows at once, until the alert itself tells it a few seconds later.
  const onTheWay = new Map();
  const words = { acknowledge: "acknowledged", silence: "silenced", release: "taken back" };
  const told = ({ dataset }, action) =>
    action === "acknowledge" ? dataset.acknowledged === "true" : action === "silence" ? dataset.silenced === "true" : dataset.acknowledged !== "true" && dataset.silenced !== "true";

  const mark = (id, action) => {
    const head = document.getElementById(id)?.querySelector("h3");
    if (!head) return;
    const tag = head.querySelector("[data-on-its-way]") ?? document.createElement("span");
    tag.className = "tag";
    tag.dataset.onItsWay = "";
    tag.textContent = words[action] + " by you, on its way";
    head.append(tag);
  };

  const noted = (id, action) => {
    onTheWay.set(id, action);
    mark(id, action);
  };

  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, action] of onTheWay) {
      const alert = document.getElementById(id);
      if (!alert || told(alert, action)) onTheWay.delete(id);
      else mark(id, action);
    }
  });

  const ask = async (form) => {
    const button = form.querySelector("[type=submit]");
    const address = form.dataset.post.replace("{alert}", encodeURIComponent(form.dataset.alert ?? ""));
    button.disabled = true;
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-Drover-CSRF": document.querySelector("meta[name=csrf]").content },
        body: JSON.stringify(body(form)),
      });
      const said = await answer.json().catch(() => ({}));
      if (!answer.ok) {
        tell(form, { code: said.code ?? String(answer.status), message: said.message ?? "The monitor refused this.", remedy: said.remedy });
      } else if (form.dataset.post === "/api/operations") {
        location.assign("/operations/" + encodeURIComponent(said.kind) + "/" + encodeURIComponent(said.operationId) + "?asked");
      } else {
        form.closest("dialog").close();
        if (form.dataset.alert) noted(form.dataset.place, form.elements.action.value);
        // It becomes true in a moment, and not all that is said is an event for this page.
        for (const wait of [700, 3000, 10000, 30000]) setTimeout(() => all("[data-live]").forEach((part) => part.dispatchEvent(new CustomEvent("renew"))), wait);
      }
    } catch {
      tell(form, { code: "UNREACHABLE", message: "The monitor does not answer. Nothing is known of what became of this.", remedy: "" });
    } finally {
      button.disabled = false;
    }
  };

  const open = (button) => {
    const dialog = document.getElementById(button.dataset.dialog);
    const form = dialog.querySelector("form[data-post]");
    if (form) {
      form.reset();
      form.querySelector(".answer").hidden = true;
      for (const [key, text] of Object.entries(button.dataset)) {
        if (!key.startsWith("set")) continue;
        const field = key.slice(3).toLowerCase();
        if (field === "alert") form.dataset.alert = text;
        else if (field === "title") dialog.querySelector("h2").textContent = text;
        else if (field === "submit") form.querySelector("[type=submit]").textContent = text;
        else form.elements[field].value = text;
      }
      if (button.dataset.setAlert) {
        form.dataset.place = button.closest("article").id;
      }
      arrange(form);
    }
    dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dialog], [data-close]");
    if (button?.dataset.dialog) open(button);
    else if (button) button.closest("dialog").close();
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-post]");
    if (form) arrange(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-post]");
    if (!form) return;
    event.preventDefault();
    ask(form);
  });
})();
