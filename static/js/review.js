// On a narrow screen long parts of the review page start folded; before a decision it is said
// which parts were never opened. Without this, parts open and close by themselves all the same.
const parts = [...document.querySelectorAll("details.part")];
const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (matchMedia("(width < 48rem)").matches) {
  for (const part of parts) if (part.matches("[data-fold]") && !part.contains(target)) part.open = false;
}
const unopened = document.querySelector("[data-unopened]");
const seen = new Set();
function tell() {
  for (const part of parts) if (part.open) seen.add(part);
  const left = parts.filter((part) => !seen.has(part));
  unopened.hidden = !left.length;
  unopened.querySelector("ul").replaceChildren(
    ...left.map((part) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = `#${part.id}`;
      link.textContent = part.querySelector("h2").textContent;
      link.addEventListener("click", () => (part.open = true));
      item.append(link);
      return item;
    }),
  );
}
if (unopened) {
  for (const part of parts) part.addEventListener("toggle", tell);
  tell();
}
// A link from the contents opens what it leads to, also where the browser would not.
document.addEventListener("click", ({ target: clicked }) => {
  const link = clicked.closest?.('a[href^="#"]');
  const part = link && document.getElementById(link.hash.slice(1))?.closest("details");
  if (part) part.open = true;
});
addEventListener("beforeprint", () => parts.forEach((part) => (part.open = true)));
