// Numbers, sizes and kinds in the words of the reader.

const lang = document.documentElement.lang;
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];
const NAMED = 3;

const isRight = document.documentElement.dir === "rtl";

// A number or word keeps its own direction inside a sentence of the other one.
export const fill = (text, words) =>
  text.replace(/\{(\w+)\}/g, (_, name) => (isRight ? `\u2068${words[name]}\u2069` : words[name]));
export const capital = (word) => word.charAt(0).toLocaleUpperCase(lang) + word.slice(1);

// How many, and which: among three hundred rows nobody looks for one.
export function someOf(all) {
  const names = all.slice(0, NAMED).map(({ name }) => name).join(" · ");
  return { n: all.length, names: names + (all.length > NAMED ? " …" : "") };
}

export function sizeText(size) {
  const step = Math.min(Math.floor(Math.log2(size || 1) / 10), UNITS.length - 1);
  const unit = { style: "unit", unit: UNITS[step], unitDisplay: step ? "short" : "long", maximumFractionDigits: step > 1 ? 1 : 0 };
  return new Intl.NumberFormat(lang, unit).format(size / 1024 ** step);
}

// How long the rest takes at the pace so far; nothing before that can be told.
export function timeLeft(ms, sent, rest) {
  if (ms < 3000 || sent <= 0 || rest <= 0) return "";
  const seconds = Math.ceil(((ms / 1000) * rest) / sent);
  const [count, unit] = seconds < 60 ? [seconds, "second"] : seconds < 5400 ? [Math.ceil(seconds / 60), "minute"] : [Math.ceil(seconds / 3600), "hour"];
  return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

// The kind of exhibit that a file of this type most often is; the server says the same (guesses.py).
export function kindOf(type) {
  if (/spreadsheet|excel|csv/.test(type)) return "dataset";
  if (/^text\/|pdf|document|msword/.test(type)) return "document";
  return { image: "photograph", video: "video", audio: "audio" }[type.split("/")[0]] ?? "other";
}
