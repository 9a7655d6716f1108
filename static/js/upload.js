// Files that come in: dropped, chosen, pasted or taken with the camera; each a row that tells how
// far it is. The form goes out once all of them are here. Without this file it sends them itself.
import { Upload } from "./tus.js";
import { agoLeft, fill, kindOf, sizeText } from "./words.js";
import { droppedFiles, sameStart } from "./files.js";

const AT_ONCE = 3;
const UNDER_WAY = ["waiting", "sending", "offline", "checking"];

class Uploader {
  constructor(root) {
    this.root = root;
    this.form = root.closest("form");
    this.input = root.querySelector("input[type=file]");
    this.uploads = new Map(); // Upload → its row
    this.batch = crypto.randomUUID?.() ?? "";
    this.began = 0;
    this.build();
    this.listen();
    this.waiting = this.askWaiting();
    this.waiting.then((found) => this.restore(found));
  }

  build() {
    this.root.append(this.root.querySelector("template").content.cloneNode(true));
    this.parts = partsOf(this.root);
    this.row = this.root.querySelector("template:not([hidden]) ~ template") ?? this.root.querySelectorAll("template")[1];
    this.texts = this.parts.texts.dataset;
    this.parts.choose.append(this.input);
    this.required = this.input.required;
    this.form.querySelector("[data-total]")?.append(this.parts.total);
    this.root.classList.add("uploader-ready");
  }

  listen() {
    for (const input of this.root.querySelectorAll("input[type=file]"))
      input.addEventListener("change", () => {
        const chosen = [...input.files];
        input.value = "";
        this.add(chosen);
      });
    let over = 0;
    const mark = (step) => this.root.classList.toggle("is-over", (over = step && Math.max(0, over + step)) > 0);
    const files = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragenter", (event) => files(event) && mark(1));
    addEventListener("dragleave", (event) => files(event) && mark(-1));
    addEventListener("dragover", (event) => files(event) && event.preventDefault());
    addEventListener("drop", async (event) => {
      if (!files(event)) return;
      event.preventDefault();
      mark(0);
      this.add(await droppedFiles(event.dataTransfer));
    });
    addEventListener("paste", (event) => event.clipboardData?.files.length && this.add([...event.clipboardData.files]));
    addEventListener("beforeunload", (event) => this.some(UNDER_WAY) && event.preventDefault());
    this.form.addEventListener("submit", (event) => this.beforeSending(event));
    this.form.addEventListener("input", (event) => event.target.name?.startsWith("shared_") && this.retitle());
    this.root.addEventListener("click", (event) => event.target.closest("[data-do=leave-out]") && this.leaveOut());
    this.parts.anyway.addEventListener("change", () => this.sayAnyway());
  }

  // What this user sent to this case before, and what has become of it.
  async askWaiting() {
    try {
      const answer = await fetch(this.root.dataset.waiting, { headers: { Accept: "application/json" }, cache: "no-store" });
      return answer.ok ? (await answer.json()).uploads : [];
    } catch {
      return [];
    }
  }

  // A form that came back keeps what had arrived; so does a row that was put aside before.
  restore(found) {
    for (const kept of this.form.querySelectorAll("input[type=hidden][name=uploads]")) {
      const known = found.find((each) => each.id === kept.value && each.state === "ready");
      if (known) this.take(known);
      if (known) kept.remove();
    }
  }

  take(found) {
    found.taken = true;
    const upload = new Upload(null, { ...this.words(), found });
    this.place(upload, found.media_type);
    this.changed();
  }

  async add(files) {
    const found = await this.waiting;
    for (const file of files) {
      if (this.has(file)) continue;
      const upload = new Upload(file, this.words());
      this.place(upload, file.type);
      if (!file.size) upload.set("failed", this.texts.empty);
      else upload.before = this.goOn(upload, found);
    }
    if (!files.length) return;
    this.began ||= performance.now();
    this.say(fill(this.texts.added, { n: files.length }));
    this.changed();
  }

  has(file) {
    return [...this.uploads.keys()].some(({ file: other }) =>
      other && other.name === file.name && other.size === file.size && other.lastModified === file.lastModified);
  }

  words() {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    return { endpoint: this.root.dataset.uploads, token, batch: this.batch };
  }

  // The same bytes have begun to arrive before, and no other tab is at it: go on from there.
  async goOn(upload, found) {
    for (const each of found.filter((each) => !each.taken && each.size === upload.size)) {
      if (!(await sameStart(upload.file, each)) || each.taken) continue;
      each.taken = true;
      if (!(await hold(each.id))) continue;
      Object.assign(upload, { url: each.url, id: each.id, offset: each.offset });
      upload.set("waiting", this.texts.resumed);
      return;
    }
  }

  place(upload, type) {
    const row = this.row.content.firstElementChild.cloneNode(true);
    const parts = partsOf(row);
    parts.name.textContent = upload.name;
    parts.size.textContent = sizeText(upload.size);
    parts.bar.setAttribute("aria-label", upload.name);
    for (const button of row.querySelectorAll("button"))
      button.setAttribute("aria-label", `${button.getAttribute("aria-label") ?? button.textContent} ${upload.name}`);
    if (parts.kind) {
      row.guess = parts.kind.value = kindOf(type);
      parts.kind.addEventListener("change", () => (row.chosen = true) && this.retitle());
    }
    row.addEventListener("click", (event) => this.act(upload, event.target.closest("[data-do]")?.dataset.do));
    upload.addEventListener("change", () => this.show(upload));
    this.uploads.set(upload, Object.assign(row, { parts }));
    this.parts.list.append(row);
    this.show(upload);
  }

  act(upload, what) {
    if (what === "stop") upload.stop();
    if (what === "remove") this.remove(upload);
    if (what === "go") this.again(upload);
  }

  remove(upload) {
    const row = this.uploads.get(upload);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    this.uploads.delete(upload);
    row.remove();
    (next?.querySelector("[data-do=remove]") ?? this.input).focus();
    upload.remove();
    this.changed();
  }

  // Signed out meanwhile, the form's own token is old as well: the page has a new one.
  async again(upload) {
    if ([401, 403].includes(upload.refused)) {
      const page = await fetch(location.href, { redirect: "manual", cache: "no-store" }).catch(() => null);
      const text = page?.ok ? await page.text() : "";
      const token = new DOMParser().parseFromString(text, "text/html").querySelector("[name=csrfmiddlewaretoken]")?.value;
      if (token) for (const box of document.querySelectorAll("[name=csrfmiddlewaretoken]")) box.value = token;
      for (const each of this.uploads.keys()) each.token = token ?? each.token;
    }
    upload.set("waiting");
    this.changed();
  }

  pump() {
    const running = this.all(["sending", "offline", "checking"]).length;
    for (const upload of this.all(["waiting"]).slice(0, Math.max(0, AT_ONCE - running))) {
      if (upload.isStarting) continue;
      upload.isStarting = true;
      Promise.resolve(upload.before).then(() => {
        upload.isStarting = false;
        if (upload.state === "waiting") upload.run().then(() => this.changed());
      });
    }
  }

  show(upload) {
    const row = this.uploads.get(upload);
    if (!row) return;
    const { parts } = row;
    row.dataset.state = upload.state;
    for (const each of row.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== upload.state;
    for (const each of row.querySelectorAll("[data-for]")) each.hidden = !each.dataset.for.split(" ").includes(upload.state) || (each.dataset.do === "go" && !upload.size);
    parts.bar.hidden = ["ready", "failed"].includes(upload.state);
    if (upload.state === "checking") parts.bar.removeAttribute("value");
    else parts.bar.value = upload.size ? upload.offset / upload.size : 0;
    parts.note.textContent = this.noteOf(upload);
    parts.note.hidden = !parts.note.textContent;
    this.name(upload, row);
    this.tally();
  }

  noteOf({ state, note, refused }) {
    if (state !== "failed") return note;
    if (refused === 401) return this.texts.signedOut;
    if (refused === 0) return this.texts.moved;
    return note || this.texts.refused;
  }

  // What the form sends of a file: its id on the server, and what is written about it here.
  name(upload, row) {
    const is = upload.state === "ready";
    let id = row.querySelector("[name=uploads]");
    if (!is) return id?.remove();
    if (id) return;
    id = Object.assign(document.createElement("input"), { type: "hidden", name: "uploads", value: upload.id });
    row.append(id);
    for (const part of ["title", "kind"]) if (row.parts[part]) this.bring(row.parts[part], `${part}_${upload.id}`);
  }

  bring(box, name) {
    const kept = this.form.querySelector(`input[type=hidden][name="${name}"]`);
    if (kept?.value) box.value = kept.value;
    kept?.remove();
    box.name = name;
  }

  changed() {
    this.pump();
    this.retitle();
    this.tally();
    this.input.required = this.required && !this.uploads.size;
    this.parts.region.hidden = !this.uploads.size;
    this.parts.total.hidden = !this.uploads.size;
    if (!this.uploads.size || this.some(UNDER_WAY)) return;
    this.began = 0;
    const failed = this.all(["failed"]).length;
    this.say(failed ? fill(this.texts.failed, { n: failed }) : this.texts.done);
    if (this.isDue && !failed && !this.some(["paused"])) this.form.requestSubmit();
  }

  // Numbered titles stand in the boxes as an offer; what is typed stands instead of them.
  retitle() {
    if (!("titled" in this.root.dataset)) return;
    const { shared_title: stem, shared_kind: shared } = this.form.elements;
    const rows = [...this.uploads.values()];
    for (const row of rows) if (!row.chosen) row.parts.kind.value = shared.value || row.guess;
    const what = (row) => stem.value.trim() || capital(row.parts.kind.selectedOptions[0].text);
    const totals = Map.groupBy ? Map.groupBy(rows, what) : group(rows, what);
    for (const [label, same] of totals)
      same.forEach((row, index) => {
        const words = { what: label, number: index + 1, total: same.length, day: this.root.dataset.day };
        row.parts.title.placeholder = fill(stem.value.trim() ? this.texts.stemmed : this.texts.made, words);
      });
  }

  tally() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      const all = [...this.uploads.keys()];
      const size = all.reduce((sum, each) => sum + each.size, 0);
      const sent = all.reduce((sum, each) => sum + (each.state === "ready" ? each.size : each.offset), 0);
      const here = this.all(["ready"]).length;
      this.parts.count.textContent = fill(this.texts.count, { ready: here, total: all.length });
      const time = this.some(UNDER_WAY) ? agoLeft(this.began, sent, size) : "";
      this.parts.bytes.textContent = fill(time ? this.texts.left : this.texts.bytes, { sent: sizeText(sent), size: sizeText(size), time });
      this.parts.all.value = size ? sent / size : 0;
      this.showKnown(all.filter((each) => each.known).length);
    });
  }

  showKnown(count) {
    this.parts.known.hidden = !count;
    const words = this.parts.known.querySelector("[data-text]");
    words.textContent = fill(words.dataset.text, { n: count });
  }

  leaveOut() {
    for (const upload of [...this.uploads.keys()].filter((each) => each.known)) this.remove(upload);
  }

  sayAnyway() {
    const box = this.form.elements.attach_anyway;
    if (box?.type === "hidden") box.value = this.parts.anyway.checked ? "on" : "";
    else if (box) box.checked = this.parts.anyway.checked;
  }

  beforeSending(event) {
    const problem =
      this.some(["failed"]) ? fill(this.texts.failed, { n: this.all(["failed"]).length })
      : this.some(["paused"]) ? this.texts.paused
      : this.some(UNDER_WAY) ? this.texts.soon
      : !this.parts.known.hidden && !this.parts.anyway.checked ? this.texts.undecided
      : "";
    this.isDue = problem === this.texts.soon;
    this.parts.count.dataset.said = problem;
    if (!problem) return this.announce();
    event.preventDefault();
    this.say(problem, true);
    this.root.querySelector("[data-state=failed], [data-state=paused], .upload-known:not([hidden])")?.scrollIntoView({ block: "center" });
  }

  // The manifest: what the form says it brings, so that the server can name what is missing.
  announce() {
    const files = [...this.uploads.keys()].map(({ id, name, size, sha256 }) => ({ id, name, size, sha256 }));
    this.form.elements.upload_manifest.value = files.length ? JSON.stringify(files) : "";
  }

  say(words, isShown = false) {
    this.parts.said.textContent = words;
    this.parts.said.classList.toggle("visually-hidden", !isShown);
  }

  all(states) {
    return [...this.uploads.keys()].filter(({ state }) => states.includes(state));
  }

  some(states) {
    return this.all(states).length > 0;
  }
}
