// Files as a browser hands them over: dropped, in folders, begun before; and their digests.

// Only where the page came over TLS or from this machine; elsewhere the server's digest stands alone.
export async function sha256(bytes) {
  return crypto.subtle ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)) : null;
}
export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
export const hex = (bytes) => [...(bytes ?? [])].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Files dropped anywhere on the page, which shows that it waits for them, or pasted.
export function onBrought(root, add) {
  let over = 0;
  const mark = (depth) => root.classList.toggle("is-over", (over = Math.max(0, depth)) > 0);
  const brings = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragenter", (event) => brings(event) && mark(over + 1));
  addEventListener("dragleave", (event) => brings(event) && mark(over - 1));
  addEventListener("dragover", (event) => brings(event) && event.preventDefault());
  addEventListener("drop", async (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    mark(0);
    add(await droppedFiles(event.dataTransfer));
  });
  addEventListener("paste", (event) => add([...(event.clipboardData?.files ?? [])]));
}

// The files of a drop, those in folders too. What was dropped can be asked only at once.
async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.());
  const plain = [...transfer.files];
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  return (await Promise.all(entries.filter(Boolean).map(filesOf))).flat();
}

// What cannot be read is told of like any other file that does not arrive.
const unread = ({ name }) => Object.assign(new File([], name), { isUnread: true });

async function filesOf(entry) {
  const found = [], files = [];
  try {
    if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
    const reader = entry.createReader();
    // A folder is read by the hundred.
    for (let some; (some = await new Promise((done, fail) => reader.readEntries(done, fail))).length; ) found.push(...some);
  } catch {
    files.push(unread(entry));
  }
  found.sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
  return files.concat(...(await Promise.all(found.map(filesOf))));
}

// Whether what has arrived of an upload is how this file begins. A name and a size are no proof:
// two different files joined in the middle would pass for one.
export async function sameStart(file, { offset, sha256: whole, parts }) {
  if (!crypto.subtle || file.size === 0) return false;
  if (whole && file.size <= 64 * 1024 * 1024) return hex(await sha256(await file.arrayBuffer())) === whole;
  if (!parts.length || !offset) return false;
  for (const [start, size, digest] of parts) {
    const piece = await file.slice(start, start + size).arrayBuffer();
    if (hex(await sha256(piece)) !== digest) return false;
  }
  return true;
}

// Whether this tab alone is at an upload: it holds it until it is closed. The page before this one
// may be a moment late in letting go.
export function hold(id) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((told) =>
    navigator.locks
      .request(`upload ${id}`, { signal: AbortSignal.timeout(1000) }, () => {
        told(true);
        return new Promise(() => {});
      })
      .catch(() => told(false)),
  );
}
