// What somebody did in a form before its script came: on a slow line that is most of it.

function differs(box) {
  if (["hidden", "submit", "button", "reset"].includes(box.type)) return false;
  if (box.type === "file") return box.files.length > 0;
  if (box.type === "checkbox" || box.type === "radio") return box.checked !== box.defaultChecked;
  if (!box.options) return "defaultValue" in box && box.value !== box.defaultValue;
  const options = [...box.options];
  // Where the page chose none, a list of one choice begins with its first.
  if (!box.multiple && !options.some((each) => each.defaultSelected)) return box.selectedIndex > 0;
  return options.some((each) => each.selected !== each.defaultSelected);
}

// Whether any box is not as the page brought it.
export const isTouched = (form) => [...form.elements].some((box) => box.localName !== "output" && differs(box));
