// The matrix by keyboard; without this each cell opens as a page, and saving leads back.

const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const values = { 1: "CC", 2: "C", 3: "N", 4: "I", 5: "II", 6: "NA" };
let wanted = null; // the value that a digit chose for a cell, until its form is there
let next = ""; // the cell asked for while a rating was on its way
let here = ""; // the cell in focus when the page was swapped
let given_up = null; // the form whose words somebody agreed to leave
let stood = null; // how far the matrix was scrolled when the page was swapped

const grid = () => document.querySelector(".matrix:has([data-cell])");
const region = () => grid()?.closest(".matrix-region");
const aside = () => document.getElementById("rationale");
const cellOf = (key) => (key ? grid()?.querySelector(`[data-cell="${key}"]`) : null);
const isStop = (link) => link?.matches?.(".matrix tbody a");

// One stop for Tab, at the cell that is open or was last in focus; arrows reach the others.
function rove(link) {
  const links = grid()?.querySelectorAll("tbody a") ?? [];
  for (const other of links) other.tabIndex = -1;
  link ??= grid()?.querySelector("[aria-current]") ?? grid()?.querySelector("[data-cell]");
  if (link) link.tabIndex = 0;
  // What comes into focus stops short of the heads, however high their texts make them.
  region()?.style.setProperty("--head", `${grid().tHead.offsetHeight}px`);
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

// The digit's rating is ticked; what is still to be said comes next, unless the keyboard went on.
function choose(place, link) {
  if (wanted?.cell !== link.dataset.cell) return;
  const radio = place.querySelector(`input[type="radio"][value="${wanted.value}"]`);
  wanted = null;
  if (!radio) return;
  radio.closest("details").open = true;
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  if (![link, document.body].includes(document.activeElement)) return;
  const boxes = [...radio.form.querySelectorAll("textarea")];
  (boxes.find((box) => !box.value) ?? boxes[0])?.focus();
}

// Words in the open form that nobody has saved: a refused form has them as its own.
function isTyped() {
  const form = aside()?.querySelector("form");
  const isRefused = form?.querySelector(".error-summary");
  return [...(form?.querySelectorAll("textarea") ?? [])].some((box) => box.value && (isRefused || box.value !== box.defaultValue));
}

// While a rating is on its way the page is about to be swapped, so another cell waits for that.
document.addEventListener("htmx:confirm", (event) => {
  const { elt } = event.detail;
  if (!elt.dataset.cell) return;
  if (aside()?.querySelector("form.htmx-request")) {
    event.preventDefault();
    next = elt.dataset.cell;
  } else if (isTyped()) {
    if (confirm(aside().dataset.typed)) return void (given_up = aside().querySelector("form"));
    event.preventDefault();
    wanted = null;
  }
});
for (const failure of ["htmx:sendError", "htmx:responseError"])
  document.addEventListener(failure, () => {
    wanted = null;
    next = "";
  });

// What opens beside the matrix is no page of its own; htmx takes it for one, whatever the page says.
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history } }) =>
  Object.assign(history, { type: "replace", path: location.href }),
);

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "main") {
    here = isStop(document.activeElement) ? document.activeElement.dataset.cell : "";
    stood = region() && { scrollTop: region().scrollTop, scrollLeft: region().scrollLeft };
  }
  // Asked for another cell, and typed on in this one before it came: the words stay.
  const isOther = detail.target === aside() && detail.requestConfig.elt.dataset.cell;
  if (isOther && isTyped() && given_up !== aside().querySelector("form")) detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  const link = event.detail.requestConfig?.elt;
  if (stood && region()) Object.assign(region(), stood);
  stood = null;
  if (event.detail.target.id !== "rationale" || !link?.dataset.cell) return;
  mark(link);
  choose(event.detail.target, link);
  // On a phone it lies under the matrix; beside it, it is in sight and nothing moves.
  if (event.detail.target.getBoundingClientRect().top > innerHeight / 2) event.detail.target.scrollIntoView({ block: "nearest" });
});

// The page was swapped after a rating was saved: the keyboard goes on where it was.
document.addEventListener("htmx:afterSettle", () => {
  rove();
  if (document.activeElement === document.body) {
    const cell = cellOf(here) ?? opened();
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  const link = cellOf(next);
  here = next = "";
  link?.click();
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
    wanted = { cell: event.target.dataset.cell, value: values[event.key] };
    // An open form is kept, with what was typed in it.
    if (event.target === opened() && aside()?.querySelector("form:not(.htmx-request)")) return choose(aside(), event.target);
    return event.target.click();
  }
  const other = event.key in steps && beside(event.target, steps[event.key]);
  if (!other) return;
  event.preventDefault();
  other.focus();
});

// Out of the rationale back to its cell, nothing typed being lost; out of a cell back to the whole.
function leave(event) {
  if (event.target.closest?.("#rationale")) opened()?.focus();
  else if (isStop(event.target)) event.target.closest(".matrix-region").focus();
}

rove();
