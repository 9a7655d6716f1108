// What this user sent to this case before and has not attached: asked of the server, and the list of
// it on the page, where it is ticked to be used or thrown away.
const PATIENCE = 15_000;

export class Earlier {
  // `act` is told whether the ticked ones are to be used; else they are thrown away.
  constructor(address, act) {
    this.address = address;
    this.list = document.querySelector("[data-earlier-list]");
    this.listen(act);
    this.found = this.ask();
  }

  listen(act) {
    for (const each of this.list?.querySelectorAll("[data-use], [data-tick-all]") ?? []) each.hidden = false;
    this.list?.addEventListener("change", ({ target }) => target.closest("[data-tick-all]") && this.tickAll(target.checked));
    this.list?.addEventListener("click", (event) => {
      const button = event.target.closest("[data-use], [data-throw-away]");
      if (!button) return;
      event.preventDefault();
      act("use" in button.dataset);
    });
  }

  // Each upload with what has become of it; null where no answer came.
  async ask() {
    const words = { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) };
    try {
      const answer = await fetch(this.address, words);
      return answer.ok ? (await answer.json()).uploads : null;
    } catch {
      return null;
    }
  }

  // As it was found; asked once more where no answer came.
  async known() {
    return (await this.found) ?? (await (this.found = this.ask())) ?? [];
  }

  tickAll(isOn) {
    for (const box of this.list.querySelectorAll("li input")) box.checked = isOn;
  }

  // Takes those out of the list that are ticked (`which` boxes), known and fit for it.
  takeTicked(known, which, isFit) {
    const boxes = [...(this.list?.querySelectorAll(which || "li :checked") ?? [])];
    const ticked = boxes.map((box) => [box.closest("li"), known.find(({ id }) => id === box.value)]);
    const some = ticked.filter(([, each]) => each && !each.isTaken && isFit(each));
    for (const [item] of some) this.leave(item);
    return some.map(([, each]) => each);
  }

  // A file that was chosen again goes on with this one by itself.
  takeOne(id) {
    this.leave(this.list?.querySelector(`[value="${id}"]`)?.closest("li"));
  }

  // The heading counts what is still in the list.
  leave(item) {
    item?.remove();
    const count = this.list?.querySelectorAll("li").length;
    if (count) this.list.querySelector("[data-earlier-count]").textContent = count;
    else this.list?.remove();
  }
}
