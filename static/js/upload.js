// Files that come in: dropped, chosen, pasted or taken with the camera; each a row that tells how
// far it is. The form goes out once all of them are here. Without this file it sends them itself.
import { Earlier } from "./earlier.js";
import { hold, onBrought, sameStart } from "./files.js";
import { Progress } from "./progress.js";
import { Upload } from "./tus.js";
import { Row, offerTitles, partsOf } from "./upload-row.js";
import { fill, someOf } from "./words.js";

const AT_ONCE = 3;
const AT_WORK = ["sending", "offline", "checking"];
const UNDER_WAY = ["waiting", ...AT_WORK];

class Uploader {
  constructor(root) {
    this.root = root;
    this.form = root.closest("form");
    this.input = root.querySelector("input[type=file]");
    this.isRequired = this.input.required;
    this.rows = new Map(); // Upload → Row
    this.typed = {};
    this.batch = crypto.randomUUID?.() ?? "";
    this.build();
    this.listen();
    // What a form brings that came back, until each of it has its row again.
    this.kept = JSON.parse(this.form.elements.uploads.value || "[]");
    this.isRestored = !this.kept.length;
    this.earlier = new Earlier(root.dataset.earlier, (isUse) => this.pick(isUse));
    this.earlier.found.then((found) => this.restore(found));
    this.changed();
    // Chosen before this script was there.
    this.add(this.chosen(this.input));
  }

  build() {
    const outer = this.root.querySelector("template");
    this.root.append(outer.content.cloneNode(true));
    outer.remove();
    this.parts = partsOf(this.root);
    this.texts = this.parts.texts.dataset;
    this.progress = new Progress(this.parts, this.texts, () => [...this.rows.keys()]);
    this.parts.choose.append(this.input);
    this.form.querySelector("[data-total]")?.append(this.parts.total);
    this.root.classList.add("uploader-ready");
  }

  listen() {
    for (const input of this.root.querySelectorAll("input[type=file]"))
      input.addEventListener("change", () => this.add(this.chosen(input)));
    onBrought(this.root, (files) => this.add(files));
    addEventListener("beforeunload", (event) => this.all(UNDER_WAY).length && event.preventDefault());
    // Before all others: they take a form that is held back for one that was sent.
    this.form.addEventListener("submit", (event) => this.beforeSending(event), { capture: true });
    this.form.addEventListener("input", () => this.retitle());
    this.parts.known.addEventListener("click", (event) => event.target.closest("[data-do]") && this.leaveOut());
  }

  // The boxes of the browser are emptied: it would send the files once more.
  chosen(input) {
    const files = [...input.files];
    input.value = "";
    return files;
  }

  // A form that came back, or a draft of it, keeps what had arrived, in its order, and what was
  // typed about it. Each box stays, and with it in the draft, until its file has a row again.
  async restore(found) {
    const boxes = [...this.form.querySelectorAll("input[type=hidden][data-typed]")];
    this.typed = Object.fromEntries(boxes.map((box) => [box.name, box]));
    // Without an answer no rows are made, but what was there goes out with the form all the same.
    if (found) {
      const kept = this.kept.splice(0);
      this.form.elements.uploads.value = "";
      this.take(kept.map(({ id }) => found.find((each) => each.id === id)));
      await this.pick(true, "li [checked]:checked");
    }
    this.changed();
    this.isRestored = true;
    if (this.isDue && !this.all(UNDER_WAY).length) this.form.requestSubmit();
  }

  // Of what arrived earlier: makes rows of the ticked ones, or throws them away. Those that the
  // server ticked, in a form that came back, are used at once; what somebody ticks waits for the button.
  async pick(isUse, which = "") {
    const known = await this.earlier.known();
    const ticked = this.earlier.takeTicked(known, which, ({ state }) => !isUse || state === "ready");
    if (isUse) this.take(ticked);
    else for (const each of ticked) {
      each.isTaken = true;
      new Upload(null, { ...this.words(), found: each }).remove();
    }
    if (which) return;
    if (isUse && ticked.length) this.parts.region.focus();
    else this.input.focus();
  }

  take(all) {
    for (const found of all.filter((each) => each?.state === "ready" && !each.isTaken)) {
      found.isTaken = true;
      hold(found.id);
      this.place(new Upload(null, { ...this.words(), found: { ...found, note: found.known } }), found.media_type);
    }
    this.changed();
  }

  async add(files) {
    if (!files.length) return;
    for (const file of files.filter((each) => !this.has(each))) {
      const upload = new Upload(file, this.words());
      upload.refind = async () => this.goOn(upload, (await this.earlier.ask()) ?? []);
      this.place(upload, file.type);
      if (file.size) upload.before = this.earlier.found.then((found) => this.goOn(upload, found ?? []));
      else upload.set("failed", file.isUnread ? this.texts.unread : this.texts.empty);
    }
    this.say(fill(this.texts.added, { n: files.length }));
    this.changed();
  }

  has(file) {
    return [...this.rows.keys()].some(
      ({ file: other }) => other?.name === file.name && other.size === file.size && other.lastModified === file.lastModified,
    );
  }

  words() {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    return { endpoint: this.root.dataset.uploads, token, batch: this.batch };
  }

  // The same bytes have begun to arrive before, and no other tab is at them: go on from there.
  async goOn(upload, found) {
    const taken = [...this.rows.keys()].map(({ id }) => id);
    for (const each of found.filter(({ size, id }) => size === upload.size && !taken.includes(id))) {
      if (each.isTaken || !(await sameStart(upload.file, each)) || each.isTaken) continue;
      each.isTaken = true;
      if (!(await hold(each.id))) continue;
      this.earlier.takeOne(each.id);
      Object.assign(upload, { url: each.url, id: each.id, offset: each.offset });
      return upload.set(upload.state, this.texts.resumed);
    }
  }

  place(upload, type) {
    const act = (what) => this[what](upload);
    const row = new Row(upload, { template: this.parts.row, texts: this.texts, typed: this.typed, type, act });
    this.rows.set(upload, row);
    this.parts.list.append(row.element);
    upload.addEventListener("change", () => {
      if (!this.rows.has(upload)) return;
      if (upload.id && !upload.isHeld) upload.isHeld = hold(upload.id);
      if (upload.state === "ready") this.compare(upload);
      row.show();
      this.progress.show();
      // What has arrived belongs to the draft, though nobody typed anything.
      if (upload.state === "ready") this.form.dispatchEvent(new Event("change"));
    });
    if (upload.state === "ready") this.compare(upload);
    row.show();
  }

  // Of two files with the same bytes the later one is left out as easily as one the case has.
  compare(upload) {
    if (upload.known) return;
    const twin = this.all(["ready"]).find((each) => each !== upload && !each.twin && each.sha256 === upload.sha256);
    if (twin) Object.assign(upload, { twin, known: fill(this.texts.twice, { name: twin.name }) });
    upload.note = upload.known;
  }

  stop(upload) {
    upload.stop();
    this.changed();
  }

  remove(upload) {
    const { element } = this.rows.get(upload);
    const next = element.nextElementSibling ?? element.previousElementSibling;
    this.rows.delete(upload);
    element.remove();
    (next?.querySelector("[data-do=remove]") ?? this.input).focus();
    upload.remove();
    for (const each of this.all(["ready"]).filter(({ twin }) => twin === upload)) {
      Object.assign(each, { twin: null, known: "" });
      each.set("ready", "");
    }
    this.changed();
  }

  // Signed out meanwhile, the form's own token is old as well: the page opened anew has another.
  async go(upload) {
    if ([401, 403].includes(upload.refused)) {
      const page = await fetch(location.href, { cache: "no-store", redirect: "manual" }).catch(() => null);
      const found = new DOMParser().parseFromString(page?.ok ? await page.text() : "", "text/html");
      const token = found.querySelector("main [name=csrfmiddlewaretoken]")?.value;
      if (token) for (const box of document.querySelectorAll("[name=csrfmiddlewaretoken]")) box.value = token;
      if (token) for (const each of this.rows.keys()) each.token = token;
    }
    upload.set("waiting", "");
    this.changed();
  }

  pump() {
    const free = AT_ONCE - this.all(AT_WORK).length - this.all(["waiting"]).filter((each) => each.isStarting).length;
    for (const upload of this.all(["waiting"]).filter((each) => !each.isStarting).slice(0, Math.max(0, free))) this.start(upload);
  }

  async start(upload) {
    upload.isStarting = true;
    await upload.before;
    upload.isStarting = false;
    if (upload.state === "waiting") await upload.run();
    this.changed();
  }

  changed() {
    this.pump();
    this.retitle();
    this.progress.show();
    if (this.all(UNDER_WAY).length) this.progress.begin();
    this.input.required = this.isRequired && !this.rows.size && !this.kept.length;
    this.parts.region.hidden = this.parts.total.hidden = !this.rows.size;
    this.root.classList.toggle("has-files", this.rows.size > 0);
    if (this.all(UNDER_WAY).length || !this.progress.end()) return;
    const failed = this.all(["failed"]).length;
    this.say(failed ? this.failedWords : this.texts.done, failed > 0);
    const isDue = this.isDue && !failed && !this.all(["paused"]).length;
    this.isDue = false; // it may be held back once more
    if (isDue) this.form.requestSubmit();
  }

  retitle() {
    if (this.form.elements.shared_title) offerTitles([...this.rows.values()], this.form.elements, this.texts);
  }

  get failedWords() {
    return fill(this.texts.failed, someOf(this.all(["failed"])));
  }

  leaveOut() {
    for (const upload of this.all(["ready"]).filter((each) => each.known)) this.remove(upload);
  }

  beforeSending(event) {
    const words = this.problem();
    this.isDue = words === this.texts.soon;
    if (!words) {
      this.announce();
      this.parts.bytes.textContent = this.texts.logging;
      return this.parts.all.removeAttribute("value");
    }
    event.preventDefault();
    this.say(words, true);
    this.root.querySelector(".upload[data-state=failed], .upload[data-state=paused], .upload-known:not([hidden])")?.scrollIntoView({ block: "center" });
  }

  problem() {
    if (this.all(["failed"]).length) return this.failedWords;
    if (this.all(["paused"]).length) return this.texts.paused;
    if (this.all(UNDER_WAY).length || !this.isRestored) return this.texts.soon;
    if ([...this.rows.keys()].some((each) => each.known) && !this.parts.anyway.checked) return this.texts.undecided;
    return "";
  }

  // The manifest: what the form brings, so that the server can name what is missing or another.
  announce() {
    const files = [...this.kept, ...this.rows.keys()].map(({ id, name, size, sha256 }) => ({ id, name, size, sha256 }));
    this.form.elements.uploads.value = files.length ? JSON.stringify(files) : "";
    const anyway = this.form.elements.attach_anyway;
    if (this.parts.anyway.checked) Object.assign(anyway, anyway.type === "hidden" ? { value: "on" } : { checked: true });
  }

  // Heard at once; seen as well where it holds up the form.
  say(words, isShown = false) {
    this.parts.said.textContent = words;
    this.parts.said.classList.toggle("visually-hidden", !isShown);
  }

  all(states) {
    return [...this.rows.keys()].filter(({ state }) => states.includes(state));
  }
}

for (const root of document.querySelectorAll("[data-uploads]")) new Uploader(root);
