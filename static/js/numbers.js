// Suggests exhibits while their numbers are typed. Without it, numbers are typed in full.
for (const input of document.querySelectorAll("[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}_exhibits`;
  input.after(list);
  input.setAttribute("list", list.id);
  let waiting, asked = "";
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 150);
  });
  // Nothing where no answer comes, or one from the sign-in page: the next letter asks again.
  async function ask(words) {
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(words)}`, { redirect: "manual" });
      return answer.ok ? (await answer.json()).exhibits : null;
    } catch {
      return null;
    }
  }
  async function suggest() {
    // In a field of many, what stands before the last comma is kept.
    const [, before, last] = input.hasAttribute("data-many") ? input.value.match(/^(.*[,;،؛]\s*)?(.*)$/s) : [, "", input.value];
    const { value } = input;
    if (last.length < 2 || value === asked) return;
    asked = value;
    const found = await ask(last);
    if (!found && asked === value) asked = "";
    if (!found || input.value !== value) return;
    list.replaceChildren(
      ...found.map(({ number, title }) => {
        const option = document.createElement("option");
        option.value = (before ?? "") + number;
        option.label = `${number} · ${title}`;
        return option;
      }),
    );
  }
}
