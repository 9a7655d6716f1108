// A long list to choose from gets a field to search it by. Without it, the list is whole.
for (const select of document.querySelectorAll("select[data-find]")) {
  const all = [...select.children].map((node) => node.cloneNode(true));
  const field = document.createElement("input");
  const said = document.createElement("p");
  Object.assign(field, { type: "search", id: `${select.id}_find`, autocomplete: "off" });
  field.setAttribute("aria-label", select.dataset.find);
  field.placeholder = select.dataset.find;
  said.className = "hint";
  said.setAttribute("role", "status");
  select.before(field, said);
  const plain = (text) => text.toLocaleLowerCase().replace(/\s+/g, " ");
  // Every word has to be there; "8(2)" finds an article by its beginning, "detention" a subject.
  const fits = (option, group, words) => {
    const text = plain(`${option.text} ${group}`);
    return words.every((word) => text.includes(word));
  };
  const options = () => [...select.options].filter((option) => option.value);
  function show() {
    const words = plain(field.value).split(" ").filter(Boolean);
    const chosen = select.value;
    const kept = all.map((node) => {
      const copy = node.cloneNode(true);
      for (const option of copy.tagName === "OPTGROUP" ? [...copy.children] : [copy]) {
        if (option.value && option.value !== chosen && !fits(option, copy.label ?? "", words)) option.remove();
      }
      return copy;
    });
    select.replaceChildren(...kept.filter((node) => node.tagName !== "OPTGROUP" || node.children.length));
    select.value = chosen;
    const found = options().filter((option) => words.length && fits(option, option.parentNode.label ?? "", words));
    // Open as a list while somebody searches, so that what was found is in sight.
    if (words.length) select.size = Math.min(10, Math.max(4, select.options.length + select.children.length));
    else select.removeAttribute("size");
    said.textContent = words.length ? select.dataset.found.replace("%s", found.length) : "";
    return found;
  }
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault(); // Enter would send the form
    const [first] = show();
    if (!first) return;
    select.value = first.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.focus();
  });
  // Chosen by Enter or a click: the list closes over what was chosen. Not when it is merely left:
  // the page would move under a button that is just being pressed.
  const close = () => {
    field.value = "";
    show();
  };
  select.addEventListener("click", (event) => {
    if (field.value && event.target.tagName === "OPTION") close();
  });
  select.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !field.value) return;
    event.preventDefault();
    close();
  });
}
