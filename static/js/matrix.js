// Marks the cell whose rationale is open beside the matrix; without this the rationale opens as a page.

document.addEventListener("htmx:afterSwap", (event) => {
  const link = event.detail.requestConfig?.elt;
  if (event.detail.target.id !== "rationale" || !link?.dataset.cell) return;
  for (const other of document.querySelectorAll(".matrix [aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  // On a phone it lies under the matrix; beside it, it is in sight and nothing moves.
  event.detail.target.scrollIntoView({ block: "nearest" });
});

// Arrows move between the cells of the grid, as in a table of figures.
const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.(".matrix tbody td:has(> [data-cell])");
  if (!cell || !(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
  const [down, along] = steps[event.key];
  const turned = getComputedStyle(cell).direction === "rtl" ? -along : along;
  const row = down ? cell.parentElement[down > 0 ? "nextElementSibling" : "previousElementSibling"] : cell.parentElement;
  const link = row?.children[cell.cellIndex + turned]?.querySelector("[data-cell]");
  if (!link) return;
  event.preventDefault();
  link.focus();
});
