// Comforts only: every page works without this file.
import { isTouched } from "./boxes.js";

const KEYS_OFF = "casefiles-keys-off"; // a preference, never content
const editable = "input, textarea, select, [contenteditable]";

// Copy buttons stay hidden where the browser would refuse.
function showCopyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  if (before === button.dataset.copied) return;
  label.textContent = button.dataset.copied;
  setTimeout(() => (label.textContent = before), 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});

// Asked of the attribute: a box named "method" hides what the form says of itself.
const isPost = (form) => form?.getAttribute("method")?.toLowerCase() === "post";

// A form is sent once. The button is only marked, not disabled: a disabled one would drop its own value.
const sent = new Set();
const changed = new Set();

// What is typed into a form that was sent would go with it: until the answer comes its boxes take nothing.
const frozen = new Map();
const saysWhenStopped = "navigation" in window;

function freeze(form) {
  const boxes = [...form.elements].filter((box) => box.readOnly === false);
  for (const box of boxes) box.readOnly = true;
  form.ariaBusy = "true";
  frozen.set(form, boxes);
}

function release(form) {
  sent.delete(form);
  for (const box of frozen.get(form) ?? []) box.readOnly = false;
  if (frozen.delete(form)) form.ariaBusy = null;
  for (const button of form.querySelectorAll("[aria-disabled=true]")) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!isPost(form) || event.defaultPrevented) return;
  if (sent.has(form)) return event.preventDefault();
  if (form.hasAttribute("data-many")) return void changed.delete(form);
  sent.add(form);
  if (saysWhenStopped) freeze(form);
  for (const button of form.querySelectorAll("button:not([type=button]), input[type=submit]"))
    button.setAttribute("aria-disabled", "true");
});
document.addEventListener("htmx:beforeSend", ({ target }) => isPost(target) && freeze(target));
// A page that was stopped, or shown anew by Back, is typed into again. Where a browser does not tell of the first,
// boxes stay open, and typing tells.
const releaseAll = () => [...sent].forEach(release);
addEventListener("pageshow", releaseAll);
if (saysWhenStopped) navigation.addEventListener("navigateerror", releaseAll);
document.addEventListener("htmx:afterRequest", (event) => release(event.target));

// Typed text is not lost by a stray click.
const isGuarded = (form) => isPost(form) && !form.hasAttribute("data-no-guard");
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (isGuarded(form)) changed.add(form);
  if (sent.has(form) && !saysWhenStopped) release(form); // whoever types on has stopped the page
});
document.addEventListener("draft-kept", (event) => changed.delete(event.target));
addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected && !sent.has(form))) event.preventDefault();
  // Who was asked and stays can send the form again.
  setTimeout(() => event.defaultPrevented && releaseAll());
});

// What a part of a page was asked for and did not come is said where it was to be.
document.addEventListener("htmx:beforeRequest", () => document.querySelector("[data-unanswered][role]")?.remove());
for (const failure of ["htmx:sendError", "htmx:responseError"])
  document.addEventListener(failure, ({ detail: { elt, target } }) => {
    if (elt.classList.contains("job")) return; // asks again by itself
    const said = document.createElement("p");
    said.className = "callout callout-danger";
    said.setAttribute("role", "alert");
    said.dataset.unanswered = "";
    said.textContent = document.body.dataset.unanswered;
    (elt.localName === "form" ? elt : target).prepend(said);
  });

// Single-letter keys can be switched off (WCAG 2.1.4).
const wanted = document.getElementById("keys-on");
if (wanted) {
  wanted.checked = !localStorage.getItem(KEYS_OFF);
  wanted.addEventListener("change", () =>
    wanted.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "1"),
  );
}

const single = {
  "/": () => document.querySelector('input[data-key="/"], [role=search] input')?.focus(),
  n: () => document.querySelector("a[data-key=n]")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.form?.requestSubmit();
    return;
  }
  if (event.key === "Escape")
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.(editable) || document.querySelector("dialog[open]") || (wanted && !wanted.checked)) return;
  // What was asked for may be a box to type in: the first letter for it is no command.
  if (!(event.key in single) || document.querySelector(".htmx-request:not(.job)")) return;
  event.preventDefault();
  single[event.key]();
});

// What a page opens on.
for (const opener of document.querySelectorAll("[data-open][hidden]")) opener.hidden = false;
showCopyButtons(document);
document.addEventListener("htmx:load", (event) => showCopyButtons(event.target));
// Somebody who types already is left alone.
if (document.activeElement === document.body) document.querySelector("[data-focus]")?.focus();
for (const form of document.forms) if (isGuarded(form) && (isTouched(form) || form.querySelector(".error-summary"))) changed.add(form);
document.addEventListener("DOMContentLoaded", () => {
  for (const part of document.querySelectorAll("[hx-trigger=change]"))
    if ([...part.querySelectorAll("form")].some(isTouched)) part.dispatchEvent(new Event("change"));
});
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
