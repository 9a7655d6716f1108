// Announces the sizes of the chosen files, so that the server can tell if one was lost on the way.
for (const field of document.querySelectorAll("input[data-manifest]")) {
  const input = field.form.elements[field.dataset.manifest];
  const announce = () => (field.value = [...input.files].map((file) => file.size).join(","));
  input.addEventListener("change", announce);
  // A browser may bring back what was chosen before without saying so.
  announce();
}
