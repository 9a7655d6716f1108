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
  async function suggest() {
    // In a field of many, what stands before the last comma is kept.
    const [, before, last] = input.hasAttribute("data-many") ? input.value.match(/^(.*[,;،؛]\s*)?(.*)$/s) : [, "", input.value];
    if (last.length < 2 || last === asked) return;
    asked = last;
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(last)}`);
    if (!answer.ok || asked !== last) return;
    const { exhibits } = await answer.json();
    list.replaceChildren(
      ...exhibits.map(({ number, title }) => {
        const option = document.createElement("option");
        option.value = (before ?? "") + number;
        option.label = `${number} · ${title}`;
        return option;
      }),
    );
  }
}
