// Shows a graphic picture in its place once somebody asks; without this the link opens its page.
for (const link of document.querySelectorAll("a[data-reveal]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const picture = link.parentElement.querySelector("img");
    picture.src = link.dataset.reveal;
    picture.alt = link.dataset.alt;
    picture.parentElement.className = "look-picture";
    picture.tabIndex = -1;
    picture.focus();
    link.remove();
  });
}
