// A secret that is shown once goes to the clipboard by a click, or is selected, ready to be copied.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  document.getElementById(`${field.id}-copied`).textContent = (await copied(field.value)) ? "Copied." : "It is selected: press Ctrl+C.";
});

/** Browsers have a clipboard for safe origins only; elsewhere there is the old way. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}
