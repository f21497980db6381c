// The search box above every page. Without this file it leads to a page of what is found.

const PAUSE_MS = 120;

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Offer what is found while somebody types; arrows choose, Enter opens, Escape closes. */
function offer(form) {
  const input = form.querySelector("input");
  const list = make("div", { className: "found", id: "found", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "What is found");
  const spoken = make("p", { className: "hidden" });
  spoken.setAttribute("role", "status");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  form.append(list, spoken);
  let [timer, asked, shownFor] = [0, null, null];

  const options = () => [...list.querySelectorAll('[role="option"]')];
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(null);
  };
  const open = () => {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const mark = (chosen) => {
    for (const one of options()) one.setAttribute("aria-selected", String(one === chosen));
    input.removeAttribute("aria-activedescendant");
    if (!chosen) return;
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };
  const follow = (option, event) => {
    if (event.ctrlKey || event.metaKey || event.button === 1) window.open(option.dataset.url, "_blank", "noopener");
    else location.assign(option.dataset.url);
  };

  const option = (url, className, ...children) => {
    const made = make("div", { className }, ...children);
    made.dataset.url = url;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    return made;
  };
  const group = (kind, place) => {
    const name = make("div", { className: "found-kind-name", id: `found-kind-${place}`, textContent: kind.name });
    const rows = kind.rows.map((row) => option(row.url, "", make("strong", { textContent: row.title }), make("span", { textContent: row.beside.join(" · ") })));
    if (kind.all) rows.push(option(kind.all, "found-all", `All ${kind.name.toLowerCase()} that are found`));
    const made = make("div", {}, name, ...rows);
    made.setAttribute("role", "group");
    made.setAttribute("aria-labelledby", name.id);
    return made;
  };
  const show = (kinds) => {
    list.replaceChildren(...kinds.map(group));
    options().forEach((one, place) => {
      one.id = `found-${place}`;
    });
    const count = kinds.reduce((sum, kind) => sum + kind.rows.length, 0);
    spoken.textContent = count ? `${count} found` : "Nothing found";
    if (!count) {
      const note = option("", "found-note", "Nothing found. Try fewer words, or a part of the name, phone, ID or code.");
      note.removeAttribute("aria-selected");
      note.setAttribute("aria-disabled", "true");
      list.append(note);
    }
    open();
  };
  const search = async () => {
    const query = input.value.trim();
    asked?.abort();
    if (query.length < 2) {
      shownFor = null;
      close();
      return;
    }
    asked = new AbortController();
    try {
      const response = await fetch(`${form.dataset.search}?q=${encodeURIComponent(query)}`, { signal: asked.signal });
      if (!response.ok) return;
      show(await response.json());
      shownFor = query;
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  });
  input.addEventListener("focus", () => {
    if (shownFor && shownFor === input.value.trim()) open();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const all = options().filter((one) => one.dataset.url);
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      event.preventDefault();
      open();
      const next = at < 0 && event.key === "ArrowUp" ? all.length - 1 : at + (event.key === "ArrowDown" ? 1 : -1);
      mark(all[(next + all.length) % all.length]);
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      follow(all[at], event);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  for (const type of ["click", "auxclick"]) {
    list.addEventListener(type, (event) => {
      const chosen = event.target.closest("[data-url]");
      if (chosen?.dataset.url && event.button < 2) follow(chosen, event);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

document.querySelectorAll("[data-search]").forEach(offer);
