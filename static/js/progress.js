// How far all files of a form are together: how many are here, how many bytes, how long it takes yet.
import { fill, sizeText, someOf, timeLeft } from "./words.js";

export class Progress {
  // `uploads` gives those there are now.
  constructor(parts, texts, uploads) {
    Object.assign(this, { parts, texts, uploads });
    this.began = null;
  }

  get sent() {
    return this.uploads().reduce((sum, each) => sum + (each.state === "ready" ? each.size : each.offset), 0);
  }

  begin() {
    this.began ||= { at: performance.now(), sent: this.sent };
  }

  // Whether it had begun.
  end() {
    const had = this.began !== null;
    this.began = null;
    return had;
  }

  // Once a frame, however often it is told.
  show() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    const { parts, texts, began, sent } = this;
    const all = this.uploads();
    const size = all.reduce((sum, each) => sum + each.size, 0);
    const isMoving = began && all.some(({ state }) => state === "sending");
    const time = isMoving ? timeLeft(performance.now() - began.at, sent - began.sent, size - sent) : "";
    const ready = all.filter(({ state }) => state === "ready").length;
    parts.count.textContent = fill(texts.count, { ready, total: all.length });
    parts.bytes.textContent = fill(time ? texts.left : texts.bytes, { sent: sizeText(sent), size: sizeText(size), time });
    parts.all.value = size ? sent / size : 0;
    const known = all.filter((each) => each.known);
    parts.known.hidden = !known.length;
    parts.knowns.textContent = fill(texts.known, someOf(known));
  }
}
