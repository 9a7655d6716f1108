// One file on its way to the server, by tus 1.0 (tus.io). Knows nothing of the page.
import { base64, hex, sha256 } from "./files.js";

const LEAST = 256 * 1024;
const MOST = 8 * 1024 * 1024; // the server takes no more in one request
const WHOLE = 16 * 1024 * 1024; // up to here the file's own digest is told before its first byte
const BACK_OFF = [500, 1000, 2000, 4000, 8000, 15000];
const CHUNK = { "Content-Type": "application/offset+octet-stream" };
// Offset, line, lock, too many at once, a damaged piece, a server that restarts: the next try may do.
const PASSING = [408, 409, 423, 425, 429, 460, 500, 502, 503, 504];
const offsetIn = (answer) => Number(answer.headers.get("Upload-Offset") ?? 0);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

let chunk = 1024 * 1024; // all files share a line, and what is known of it

// What the server will not take, in its own words; trying again as is does not help.
class Refused extends Error {
  constructor(status, words = "") {
    super(words);
    this.status = status;
  }
}
class Dropped extends Error {}

export class Upload extends EventTarget {
  // state: waiting, sending, offline, paused, checking, ready, failed, removed
  constructor(file, { endpoint, token, batch, found, refind }) {
    super();
    Object.assign(this, { file, endpoint, token, batch, refind, note: "", refused: null });
    this.state = file ? "waiting" : "ready";
    this.name = file?.name ?? found.name;
    this.size = file?.size ?? found.size;
    Object.assign(this, { url: "", id: "", offset: 0, sha256: "", known: "", ...found });
    this.asked = new AbortController();
  }

  set(state, note = this.note) {
    Object.assign(this, { state, note });
    this.dispatchEvent(new Event("change"));
  }

  // Runs to the end, to a refusal, or until it is paused or removed; never throws.
  async run() {
    this.asked = new AbortController();
    const { signal } = this.asked;
    const isAgain = this.refused !== null;
    this.refused = null;
    this.set("sending", isAgain ? "" : this.note);
    for (let tries = 0, anew = 0; !signal.aborted; ) {
      try {
        if (!this.url) await this.create(signal);
        // An empty piece at the end has the server try again what failed there.
        else if (isAgain && !tries && this.offset === this.size) await this.send(signal);
        while (this.offset < this.size) {
          await this.send(signal);
          tries = 0;
        }
        return await this.settle(signal);
      } catch (error) {
        if (signal.aborted) return;
        // Expired or swept meanwhile: begin anew, while we still hold the file.
        const isGone = [404, 410].includes(error.status) && this.url && anew++ < 2;
        if (isGone) Object.assign(this, { url: "", id: "", offset: 0 });
        else if (error instanceof Refused) {
          this.refused = error.status;
          return this.set("failed", error.message);
        } else {
          if (tries) this.set("offline");
          await Promise.race([pause(BACK_OFF[Math.min(tries++, BACK_OFF.length - 1)]), online(signal)]);
          if (!signal.aborted) await this.locate(signal).catch(() => {});
        }
      }
    }
  }

  stop() {
    this.asked.abort();
    this.set("paused");
  }

  // Gives up the file, here and on the server.
  async remove() {
    this.asked.abort();
    this.set("removed");
    await this.creating;
    if (this.url) await this.ask("DELETE", this.url).catch(() => {});
  }

  // Announces the file and brings its first piece at once. Paused or removed meanwhile it is still
  // awaited: only the answer says what to go on with, or to throw away.
  async create(signal) {
    await this.creating;
    if (this.url) return this.locate(signal);
    const begun = this.announce();
    this.creating = begun.catch(() => {});
    this.offset = offsetIn(await begun);
    signal.throwIfAborted();
    this.set("sending");
  }

  async announce() {
    if (!this.sha256 && this.size <= WHOLE) this.sha256 = hex(await sha256(await this.read(0, this.size)));
    const words = { filename: this.name, filetype: this.file.type, sha256: this.sha256, batch: this.batch };
    const metadata = Object.entries(words)
      .filter(([, value]) => value)
      .map(([key, value]) => `${key} ${base64(new TextEncoder().encode(value))}`);
    const headers = { "Upload-Length": String(this.size), "Upload-Metadata": metadata.join(",") };
    return this.bring("POST", this.endpoint, headers);
  }

  async send(signal) {
    this.offset = offsetIn(await this.bring("PATCH", this.url, { "Upload-Offset": String(this.offset) }, signal));
    this.set("sending");
  }

  async bring(method, url, headers, signal) {
    const body = await this.read(this.offset, Math.min(this.offset + chunk, this.size));
    const digest = await sha256(body);
    if (digest) headers["Upload-Checksum"] = `sha256 ${base64(digest)}`;
    const begun = performance.now();
    const answer = await this.ask(method, url, { headers: { ...CHUNK, ...headers }, body, signal });
    pace(performance.now() - begun, body.byteLength);
    return answer;
  }

  // What the server has, which may be more or less than we believe.
  async locate(signal) {
    if (!this.url) return this.refind?.();
    this.offset = offsetIn(await this.ask("HEAD", this.url, { signal }));
  }

  // The last byte is there; the server checks and stores the whole.
  async settle(signal) {
    for (let waited = 0; ; waited++) {
      const answer = await this.ask("GET", this.url, { signal, headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (found.state === "failed") throw new Refused(422, found.error);
      if (found.state === "ready") {
        Object.assign(this, { sha256: this.sha256 || found.sha256, known: found.already_in?.sentence ?? "" });
        return this.set("ready", this.known);
      }
      this.set("checking");
      await pause(Math.min(300 + 200 * waited, 3000));
    }
  }

  async read(start, end) {
    try {
      return await this.file.slice(start, end).arrayBuffer();
    } catch {
      throw new Refused(0); // moved, renamed or changed since it was chosen
    }
  }

  async ask(method, url, { headers = {}, body, signal } = {}) {
    let answer;
    try {
      answer = await fetch(url, {
        method, body, signal, redirect: "manual", credentials: "same-origin", cache: "no-store",
        headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": this.token, ...headers },
      });
    } catch (error) {
      throw signal?.aborted ? error : new Dropped();
    }
    // It may have begun although its first piece was not taken.
    const where = answer.headers.get("Location");
    if (method === "POST" && where) Object.assign(this, { url: where, id: where.split("/").at(-2) });
    if (answer.ok) return answer;
    if (PASSING.includes(answer.status)) throw new Dropped();
    if (answer.type === "opaqueredirect") throw new Refused(401);
    const isText = answer.headers.get("Content-Type")?.startsWith("text/plain");
    throw new Refused(answer.status, isText ? (await answer.text()).slice(0, 400) : "");
  }
}

// Pieces that take a second or two: progress is seen, and little is sent twice.
function pace(ms, size) {
  if (ms < 1000 && size >= chunk) chunk = Math.min(chunk * 2, MOST);
  if (ms > 4000) chunk = Math.max(chunk / 2, LEAST);
}

function online(signal) {
  return new Promise((done) => addEventListener("online", done, { once: true, signal }));
}
