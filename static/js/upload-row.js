// The row of one file: its name as its sender knows it, how far it is, what can be done about it.
import { capital, fill, kindOf, sizeText } from "./words.js";

export function partsOf(root) {
  return Object.fromEntries([...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
}

export class Row {
  constructor(upload, { template, texts, typed, type, act }) {
    Object.assign(this, { upload, texts, typed });
    this.element = template.content.firstElementChild.cloneNode(true);
    this.parts = partsOf(this.element);
    this.parts.name.textContent = upload.name;
    this.parts.size.textContent = sizeText(upload.size);
    this.parts.bar.setAttribute("aria-label", upload.name);
    for (const button of this.element.querySelectorAll("button"))
      button.setAttribute("aria-label", `${button.getAttribute("aria-label") ?? button.textContent} ${upload.name}`);
    for (const box of this.element.querySelectorAll("input, select"))
      box.setAttribute("aria-label", `${box.getAttribute("aria-label")} · ${upload.name}`);
    if (this.parts.kind) this.guess = this.parts.kind.value = kindOf(type);
    // "input" comes before "change", and before the form numbers its titles anew.
    this.parts.kind?.addEventListener("input", () => (this.isChosen = true));
    this.element.addEventListener("click", (event) => {
      const what = event.target.closest("[data-do]")?.dataset.do;
      if (what) act(what);
    });
  }

  show() {
    const { upload, parts, element } = this;
    element.dataset.state = upload.state;
    element.toggleAttribute("data-known", Boolean(upload.known));
    for (const each of element.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== upload.state;
    for (const each of element.querySelectorAll("[data-for]")) each.hidden = !this.offers(each);
    parts.bar.hidden = ["ready", "failed"].includes(upload.state);
    if (upload.state === "checking") parts.bar.removeAttribute("value");
    else parts.bar.value = upload.size ? upload.offset / upload.size : 0;
    parts.note.textContent = this.note;
    parts.note.hidden = !this.note;
    if (parts.title && upload.id && !parts.title.name) this.name();
  }

  // Boxes are posted under the file's id, which it has once it has begun.
  name() {
    for (const part of ["title", "kind"]) {
      const box = this.parts[part];
      box.name = `${part}_${this.upload.id}`;
      const typed = this.typed[box.name];
      if (!typed?.value) continue;
      box.value = typed.value;
      if (part === "kind") this.isChosen ||= typed.value !== this.guess;
      typed.remove();
    }
  }

  offers(button) {
    const isHopeless = this.upload.state === "failed" && (this.upload.refused === 0 || !this.upload.size);
    return button.dataset.for.split(" ").includes(this.upload.state) && !(button.dataset.do === "go" && isHopeless);
  }

  get note() {
    const { state, note, refused } = this.upload;
    if (state !== "failed") return note;
    if (refused === 0) return this.texts.moved;
    if (refused === 401) return note || this.texts.signedOut;
    return note || this.texts.refused;
  }

  // What the title will be if its box stays empty.
  offer(text, words) {
    this.parts.title.placeholder = fill(text, words);
  }
}

// Numbered titles stand in the boxes as an offer; what is typed there stands instead. The server
// makes the same ones (guesses.py).
export function offerTitles(rows, { shared_title: shared, shared_kind: kind }, texts) {
  const stem = shared.value.trim();
  const groups = new Map();
  for (const row of rows) {
    if (!row.isChosen) row.parts.kind.value = kind.value || row.guess;
    const what = stem || capital(row.parts.kind.selectedOptions[0].text);
    groups.set(what, [...(groups.get(what) ?? []), row]);
  }
  for (const [what, same] of groups)
    same.forEach((row, index) =>
      row.offer(stem ? texts.stemmed : texts.made, { what, number: index + 1, total: same.length, day: texts.day }),
    );
}
