// Keeps what is typed on the server, sealed, until the form is saved. Nothing goes into the browser's storage.
import { isTouched } from "./boxes.js";

const EVERY = 10_000;
const HELD = 5_000; // so long a form waits for its draft before it is sent
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
  // Typed before this script came, or sent and refused: kept nowhere yet. What Back brings again may be saved long since.
  const is_back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  let kept = form.querySelector(".error-summary") || (isTouched(form) && !is_back) ? null : content();
  let timer = 0;
  let under_way = null;
  let sending = null;
  let saved = Promise.resolve();
  let asked = []; // what was pressed while a save was under way
  let is_away = false;
  let has_line = true;
  let is_held = false;
  let is_passing = false;
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

  function keep({ extra = [], closing = false } = {}) {
    clearTimeout(timer);
    timer = 0;
    const now = content();
    if (under_way && !(closing && now !== sending)) asked.push(...extra);
    else if (!is_over && (now !== kept || is_away || extra.length)) saved = save(now, extra, closing);
    return saved;
  }

  async function save(now, extra, closing) {
    under_way?.abort();
    const stop = (under_way = new AbortController());
    const options = closing ? { keepalive: now.length < KEEPALIVE } : { signal: stop.signal };
    sending = now;
    try {
      let answer = await send(extra, options);
      // Refused for its token, perhaps: whoever signed in again has another.
      if (answer.status === 403 && (await renew(form))) answer = await send(extra, options);
      has_line = true;
      if (answer.type === "opaqueredirect") say("away");
      else if (answer.status === 403) say("other");
      else {
        const told = await answer.json();
        if (told.state === "kept") keeps(now);
        say(told.why ?? told.state, told.at);
      }
    } catch (error) {
      if (stop.signal.aborted) return;
      has_line = !(error instanceof TypeError);
      if (!is_over) say("failed");
    } finally {
      if (under_way === stop) under_way = null;
      if (!under_way && asked.length) keep({ extra: asked.splice(0) });
      else if (!is_over && content() !== kept) later();
    }
  }

  // All that stands in the form is kept, or the time for that is over.
  async function settle() {
    const until = AbortSignal.timeout(HELD);
    const over = new Promise((done) => until.addEventListener("abort", done));
    const all = async () => {
      await saved;
      if ((content() !== kept || is_away) && !until.aborted) await keep();
    };
    await Promise.race([all(), over]);
    under_way?.abort();
  }

  function later() {
    timer ||= setTimeout(keep, EVERY);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("focusout", () => keep());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" ? keep({ closing: true }) : is_away && keep());
  button.addEventListener("click", () => keep({ extra: ["_draft_instead"] }));
  // First what was typed is kept, then it is sent: who is signed out, or has no line, would lose it. And a draft still
  // on its way might come after the form that it was a draft of, and be offered again.
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || is_passing || (!under_way && !is_away && content() === kept)) return;
    event.preventDefault();
    if (is_held) return;
    is_held = true;
    await settle();
    is_held = false;
    if (is_away || !has_line) return status.focus();
    is_passing = true;
    form.requestSubmit(event.submitter);
    is_passing = false;
  });
  function sent() {
    is_over = true;
    clearTimeout(timer);
    under_way?.abort();
  }
  // Last of all: the form may be held back, such as for files that are still on their way.
  document.addEventListener("submit", (event) => event.target === form && !event.defaultPrevented && sent());
  const again = () => (is_over = false);
  // Sent by htmx, the form stands there until its answer comes: it need not wait for its draft.
  form.addEventListener("htmx:beforeSend", sent);
  for (const failure of ["htmx:sendError", "htmx:responseError"]) form.addEventListener(failure, again);
  form.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.target !== form || !event.detail.xhr.getResponseHeader("HX-Refresh")) return;
    event.preventDefault(); // the whole page would go and sign in, and the words with it
    again();
    say("away");
    status.focus();
  });
  addEventListener("pageshow", again);
  form.addEventListener("input", again); // whoever types on has stopped the page, or was asked and stays
  if (kept === null) later();
}

const watched = new WeakSet();

function watchAll() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (!watched.has(form)) watch(form);
    watched.add(form);
  }
}

watchAll();
document.addEventListener("htmx:load", watchAll);
