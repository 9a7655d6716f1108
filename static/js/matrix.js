// The matrix by keyboard; without this each cell opens as a page, and saving leads back.

const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const values = { 1: "CC", 2: "C", 3: "N", 4: "I", 5: "II", 6: "NA" };
let wanted = null; // what a digit chose, until its form is there

const grid = () => document.querySelector(".matrix:has([data-cell])");
const isStop = (link) => link?.matches?.(".matrix tbody a");

// One stop for Tab, at the cell that is open or was last in focus; arrows reach the others.
function rove(link) {
  const links = grid()?.querySelectorAll("tbody a") ?? [];
  for (const other of links) other.tabIndex = -1;
  link ??= grid()?.querySelector("[aria-current]") ?? grid()?.querySelector("[data-cell]");
  if (link) link.tabIndex = 0;
  const keys = document.getElementById("matrix-keys");
  if (keys) keys.hidden = !matchMedia("(hover: hover) and (width >= 48rem)").matches;
}

function opened() {
  return grid()?.querySelector("[aria-current]");
}

function mark(link) {
  opened()?.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "true");
}

// Up and down keep to a column and pass over rows with nothing to open; along, every link counts.
function beside(link, [down, along]) {
  const cell = link.closest("td, th");
  let row = cell.parentElement;
  if (along) {
    const links = [...row.querySelectorAll("a")];
    const turned = getComputedStyle(cell).direction === "rtl" ? -along : along;
    return links[links.indexOf(link) + turned];
  }
  while ((row = down > 0 ? row.nextElementSibling : row.previousElementSibling)) {
    const found = row.cells[cell.cellIndex]?.querySelector("a");
    if (found) return found;
  }
}

// The digit's rating is ticked; what is still to be said comes next.
function choose(place) {
  const radio = wanted && place.querySelector(`input[type="radio"][value="${wanted}"]`);
  wanted = null;
  if (!radio) return;
  radio.closest("details").open = true;
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  const boxes = [...radio.form.querySelectorAll("textarea")];
  (boxes.find((box) => !box.value) ?? boxes[0])?.focus();
}

document.addEventListener("htmx:afterSwap", (event) => {
  const link = event.detail.requestConfig?.elt;
  if (event.detail.target.id !== "rationale" || !link?.dataset.cell) return;
  mark(link);
  choose(event.detail.target);
  // On a phone it lies under the matrix; beside it, it is in sight and nothing moves.
  event.detail.target.scrollIntoView({ block: "nearest" });
});

// The page was swapped after a rating was saved: the keyboard goes on where it was.
document.addEventListener("htmx:afterSettle", () => {
  rove();
  if (document.activeElement === document.body) opened()?.focus({ preventScroll: true });
});

document.addEventListener("focusin", (event) => {
  if (isStop(event.target)) rove(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape") return leave(event);
  if (!isStop(event.target)) return;
  if (event.key in values && event.target.dataset.cell) {
    event.preventDefault();
    wanted = values[event.key];
    return event.target.click();
  }
  const next = event.key in steps && beside(event.target, steps[event.key]);
  if (!next) return;
  event.preventDefault();
  next.focus();
});

// Out of the rationale back to its cell, nothing typed being lost; out of a cell back to the whole.
function leave(event) {
  if (event.target.closest?.("#rationale")) opened()?.focus();
  else if (isStop(event.target)) event.target.closest(".matrix-region").focus();
}

rove();
