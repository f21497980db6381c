// Ticks in a list: one for all of the page, and how many there are. The list works without this file.

const rows = [...document.querySelectorAll('[form="bulk"][name="id"]')];
const all = document.querySelector("[data-tick-all]");
const told = document.querySelector("[data-ticked]");
const found = document.querySelector('#bulk [name="found"]');
const invitation = told.textContent;

function show() {
  const ticked = rows.filter((row) => row.checked).length;
  all.checked = ticked === rows.length;
  all.indeterminate = ticked > 0 && ticked < rows.length;
  told.textContent = ticked ? `${ticked} ticked` : invitation;
}

all.hidden = false;
all.addEventListener("change", () => {
  for (const row of rows) row.checked = all.checked;
  show();
});
document.addEventListener("change", (event) => {
  if (event.target.matches('[form="bulk"][name="id"]')) show();
});
found?.addEventListener("change", () => {
  for (const row of [...rows, all]) row.disabled = found.checked;
});
window.addEventListener("pageshow", show);
show();
