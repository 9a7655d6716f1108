// Rating in place; without this the rationale opens as a page, and saving leads back to the matrix.

const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const values = { 1: "CC", 2: "C", 3: "N", 4: "I", 5: "II", 6: "NA" };
let wanted = null; // what a digit chose, until its form is there

document.addEventListener("htmx:afterSwap", (event) => {
  const link = event.detail.requestConfig?.elt;
  if (event.detail.target.id !== "rationale" || !link?.dataset.cell) return;
  for (const other of document.querySelectorAll(".matrix [aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  choose(event.detail.target);
  // On a phone it lies under the matrix; beside it, it is in sight and nothing moves.
  event.detail.target.scrollIntoView({ block: "nearest" });
});

// The page was swapped after a rating was saved: the keyboard goes on where it was.
document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body)
    document.querySelector(".matrix [aria-current]")?.focus({ preventScroll: true });
});

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

// Arrows move between the cells of the grid, as in a table of figures; digits rate the one in focus.
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.(".matrix tbody td:has(> [data-cell])");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in values) {
    event.preventDefault();
    wanted = values[event.key];
    return event.target.click();
  }
  if (!(event.key in steps)) return;
  const [down, along] = steps[event.key];
  const turned = getComputedStyle(cell).direction === "rtl" ? -along : along;
  const row = down ? cell.parentElement[down > 0 ? "nextElementSibling" : "previousElementSibling"] : cell.parentElement;
  const link = row?.children[cell.cellIndex + turned]?.querySelector("[data-cell]");
  if (!link) return;
  event.preventDefault();
  link.focus();
});
