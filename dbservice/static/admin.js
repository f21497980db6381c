// Pickers that search, cells that can be changed in a list, editors of names and documents.
// Every form works without this file.

const PAUSE_MS = 160;
let made = 0;

/** An element with properties and children. */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A field whose value is a row, found by typing a part of what it is called. */
function pick(picker) {
  const [number, text] = picker.querySelectorAll("input");
  const list = make("ul", { className: "picker-list", id: `picker-${(made += 1)}`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", text.placeholder);
  text.setAttribute("role", "combobox");
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-expanded", "false");
  text.setAttribute("aria-controls", list.id);
  picker.append(list);
  let [timer, asked, chosen] = [0, 0, text.value];

  const close = () => {
    list.hidden = true;
    text.setAttribute("aria-expanded", "false");
    text.removeAttribute("aria-activedescendant");
  };
  const mark = (option) => {
    for (const one of list.querySelectorAll("[aria-selected]")) one.setAttribute("aria-selected", String(one === option));
    if (option) {
      text.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  };
  const take = (option) => {
    number.value = option.dataset.id;
    text.value = chosen = option.textContent;
    close();
    text.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const show = (found) => {
    list.replaceChildren(
      ...found.map((one, place) => {
        const option = make("li", { textContent: one.label, id: `${list.id}-${place}` });
        option.dataset.id = one.id;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    if (!found.length) {
      const note = make("li", { className: "picker-note", textContent: "Nothing found" });
      note.setAttribute("role", "option");
      note.setAttribute("aria-disabled", "true");
      list.append(note);
    }
    list.hidden = false;
    text.setAttribute("aria-expanded", "true");
  };
  const search = async () => {
    const turn = (asked += 1);
    const response = await fetch(`${picker.dataset.picker}?q=${encodeURIComponent(text.value)}`);
    if (response.ok && turn === asked) show(await response.json());
  };

  text.addEventListener("input", () => {
    if (text.value !== chosen) number.value = "";
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  });
  text.addEventListener("click", () => {
    if (list.hidden) search();
  });
  text.addEventListener("blur", () => setTimeout(close, PAUSE_MS));
  text.addEventListener("keydown", (event) => {
    const options = [...list.querySelectorAll("[aria-selected]")];
    const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) search();
      else mark(options[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), options.length - 1)]);
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      take(options[at]);
    }
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[aria-selected]");
    event.preventDefault();
    if (option) take(option);
  });
}

/** A cell of a list that becomes a field when it is clicked. */
function editable(cell) {
  const button = make("button", { type: "button", className: "cell-button" });
  const heading = cell.dataset.label;
  const title = cell.parentElement.querySelector(".row-link").textContent;
  button.textContent = cell.textContent;
  button.setAttribute("aria-label", `${heading} of ${title}: ${cell.textContent}. Change`);
  button.addEventListener("click", () => open(cell, button));
  cell.replaceChildren(button);
}

function open(cell, button) {
  const id = cell.parentElement.dataset.id;
  const template = document.getElementById(`inline-${cell.dataset.cell}`);
  const field = template.content.firstElementChild.cloneNode(true);
  field.id = "";
  field.value = cell.dataset.raw;
  field.setAttribute("aria-label", cell.dataset.label);
  const message = make("p", { className: "field-error" });
  message.setAttribute("role", "alert");
  const save = make("button", { className: "btn btn-small btn-primary", textContent: "Save" });
  const cancel = make("button", { type: "button", className: "btn btn-small btn-quiet", textContent: "Cancel" });
  const form = make("form", { className: "cell-edit" }, field, message, make("div", {}, save, cancel));
  const back = () => {
    cell.replaceChildren(button);
    button.focus();
  };
  cancel.addEventListener("click", back);
  form.addEventListener("keydown", (event) => event.key === "Escape" && back());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams({ [cell.dataset.cell]: field.value, was: cell.dataset.raw });
    const response = await fetch(`${id}/cell/${cell.dataset.cell}`, {
      method: "POST",
      headers: { "X-CSRFToken": document.getElementById("csrf").value },
      body,
    });
    const told = await response.json().catch(() => ({ error: "It could not be saved; load the page again." }));
    if (!response.ok) {
      message.textContent = told.error ?? "It could not be saved.";
      field.setAttribute("aria-invalid", "true");
      return;
    }
    cell.dataset.raw = told.raw;
    button.textContent = told.text || "—";
    button.setAttribute("aria-label", `${cell.dataset.label}: ${button.textContent}. Change`);
    back();
    cell.classList.remove("cell-saved");
    void cell.offsetWidth;
    cell.classList.add("cell-saved");
  });
  cell.replaceChildren(form);
  field.focus();
}

/** Names in several languages: there is always a blank row for one more. */
function addNames(names) {
  names.addEventListener("input", () => {
    const rows = names.querySelectorAll(".names-row");
    const last = rows[rows.length - 1];
    if (![...last.querySelectorAll("select, input[type=text]")].some((field) => field.value)) return;
    const next = last.cloneNode(true);
    for (const field of next.querySelectorAll("select, input")) field.value = "";
    names.append(next);
  });
}

/** A document: says while it is written whether it is JSON; a flat one is shown as a table of keys. */
function edit(area) {
  const note = make("p", { className: "field-error" });
  note.setAttribute("aria-live", "polite");
  const check = () => {
    try {
      const value = area.value.trim() ? JSON.parse(area.value) : {};
      note.textContent = "";
      area.removeAttribute("aria-invalid");
      return value;
    } catch (error) {
      note.textContent = `Not JSON yet: ${error.message}`;
      area.setAttribute("aria-invalid", "true");
      return undefined;
    }
  };
  const pairs = make("div", { className: "pairs", hidden: true });
  const toggle = make("button", { type: "button", className: "btn btn-small" });
  const tools = make("div", { className: "document-tools" }, toggle);
  area.after(tools, pairs, note);
  const showText = () => {
    [area.hidden, pairs.hidden] = [false, true];
    toggle.textContent = "As a table";
    toggle.hidden = !isFlat(check());
  };
  const showTable = () => {
    const value = check();
    if (!isFlat(value)) return showText();
    [area.hidden, pairs.hidden, toggle.hidden] = [true, false, false];
    toggle.textContent = "As text";
    fillPairs(pairs, value, area);
    return undefined;
  };
  toggle.addEventListener("click", () => (area.hidden ? showText() : showTable()));
  area.addEventListener("input", () => {
    toggle.hidden = !isFlat(check());
  });
  if (isFlat(check())) showTable();
  else showText();
}

const isFlat = (value) =>
  value !== null && typeof value === "object" && !Array.isArray(value) && Object.values(value).every((one) => typeof one === "string");

function fillPairs(pairs, value, area) {
  const write = () => {
    const rows = [...pairs.querySelectorAll(".pair")].map((row) => [...row.querySelectorAll("input")].map((field) => field.value));
    const kept = rows.filter(([key]) => key.trim());
    const text = JSON.stringify(Object.fromEntries(kept), null, 2);
    area.value = kept.length || area.value.trim() ? text : "";
    if (rows.length === kept.length) pairs.append(row("", ""));
    refuseSecond([...pairs.querySelectorAll(".pair > input:first-child")]);
  };
  const row = (key, text) => {
    const name = make("input", { type: "text", value: key, placeholder: "Key" });
    const content = make("input", { type: "text", value: text, placeholder: "Value" });
    const remove = make("button", { type: "button", className: "btn btn-small btn-quiet", textContent: "Remove" });
    name.setAttribute("aria-label", "Key");
    content.setAttribute("aria-label", key ? `Value of ${key}` : "Value");
    const pair = make("div", { className: "pair" }, name, content, remove);
    remove.addEventListener("click", () => {
      pair.remove();
      write();
    });
    return pair;
  };
  pairs.replaceChildren(...Object.entries(value).map(([key, text]) => row(key, text)), row("", ""));
  pairs.oninput = write;
}

/** Of two values of one key only the last would be kept: the form is not sent before one is gone. */
function refuseSecond(keys) {
  const seen = new Set();
  for (const key of keys) {
    key.setCustomValidity(key.value.trim() && seen.has(key.value) ? "This key is there twice" : "");
    seen.add(key.value);
  }
}

/** A form that has been changed asks before it is left. */
function guard(form) {
  let changed = false;
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
}

/** Panels that drop from a button close when something else is clicked, and by Escape. */
document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll(".drop[open]")) if (!drop.contains(event.target)) drop.open = false;
});
document.addEventListener("keydown", (event) => {
  const drop = event.key === "Escape" && document.querySelector(".drop[open]");
  if (!drop) return;
  drop.open = false;
  drop.querySelector("summary").focus();
});

document.querySelectorAll("[data-picker]").forEach(pick);
document.querySelectorAll("[data-inline] [data-cell]").forEach(editable);
document.querySelectorAll("[data-names]").forEach(addNames);
document.querySelectorAll("[data-document]").forEach(edit);
document.querySelectorAll("[data-guard]").forEach(guard);
document.querySelector(".entity-form [aria-invalid]")?.focus();
