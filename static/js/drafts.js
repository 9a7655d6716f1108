// Keeps what is typed on the server, sealed, until the form is saved. Nothing goes into the browser's storage.

const EVERY = 10_000;
const KEEPALIVE = 60_000; // more than this a closing page may not send

// What was typed, as the form would send it; files stay with the browser.
const typed = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));

// After signing in again the page's token is an old one: a fresh page of the same form has the new one.
async function renew(form) {
  const answer = await fetch(location.href, { redirect: "manual" });
  if (!answer.ok) return false;
  const token = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]");
  if (!token) return false;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token.value;
  return true;
}

function watch(form) {
  const status = form.querySelector("[data-draft-status]");
  const button = form.querySelector("[data-draft-instead]");
  const content = () => {
    const all = typed(form);
    all.delete("csrfmiddlewaretoken");
    return all.toString();
  };
  let kept = content();
  let timer = 0;
  let under_way = null;
  let asked = []; // what was pressed while a save was under way
  let is_away = false;
  let is_over = false;

  function say(state, at = "") {
    const text = (status.dataset[state] ?? state).replace("%s", at);
    if (status.textContent !== text) status.textContent = text; // a live region: the same words are not read out twice
    button.hidden = state !== "elsewhere";
    is_away = state === "away";
  }

  // Leaving now loses nothing, unless files were chosen: those are not part of a draft.
  function keeps(now) {
    kept = now;
    if (content() === now && ![...form.elements].some((field) => field.files?.length))
      form.dispatchEvent(new Event("draft-kept", { bubbles: true }));
  }

  async function send(extra, options) {
    const body = typed(form);
    body.set("_draft", "auto");
    for (const name of extra) body.set(name, "on");
    return fetch(form.action, { method: "POST", body, redirect: "manual", ...options });
  }

  async function keep({ extra = [], closing = false } = {}) {
    clearTimeout(timer);
    timer = 0;
    if (under_way) return void asked.push(...extra);
    const now = content();
    if (is_over || (now === kept && !extra.length)) return;
    const stop = (under_way = new AbortController());
    const options = closing ? { keepalive: now.length < KEEPALIVE } : { signal: stop.signal };
    try {
      let answer = await send(extra, options);
      // Refused for its token, perhaps: whoever signed in again has another.
      if (answer.status === 403 && (await renew(form))) answer = await send(extra, options);
      if (answer.type === "opaqueredirect") say("away");
      else if (answer.status === 403) say("other");
      else {
        const told = await answer.json();
        if (told.state === "kept") keeps(now);
        say(told.why ?? told.state, told.at);
      }
    } catch {
      if (!is_over) say("failed");
    } finally {
      under_way = null;
      if (asked.length) keep({ extra: asked.splice(0) });
      else if (!is_over && content() !== kept) later();
    }
  }

  function later() {
    timer ||= setTimeout(keep, EVERY);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("focusout", () => keep());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" ? keep({ closing: true }) : is_away && keep());
  button.addEventListener("click", () => keep({ extra: ["_draft_instead"] }));
  // What is saved needs no draft; but who is signed out would lose what was typed since.
  form.addEventListener("submit", (event) => {
    if (!is_away) return;
    event.preventDefault();
    status.focus();
    keep();
  });
  // Last of all: the form may be held back, such as for files that are still on their way.
  document.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    is_over = true;
    clearTimeout(timer);
    under_way?.abort();
  });
  addEventListener("pageshow", () => (is_over = false));
}

for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
