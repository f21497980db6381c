// What pages do beyond being read: show progress, ask before acts, take dropped files.
// Every page works without this file.

document.documentElement.classList.add("scripted");

const POLL_MS = 1000;
const LIST_POLL_MS = 2000;

/** A duration as the server writes it. */
function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const number = (value) => value.toLocaleString("en", { maximumFractionDigits: value >= 10 ? 0 : 1 });

const shown = {
  eta_seconds: (value) => (value === null ? "—" : duration(value)),
};

/** Run a function again and again, never twice at once, and not while the page is out of sight. */
function repeat(milliseconds, act) {
  const next = async () => {
    if (!document.hidden) {
      try {
        if ((await act()) === false) return;
      } catch {
        // The server is away for a moment; the next time may do.
      }
    }
    setTimeout(next, milliseconds);
  };
  setTimeout(next, milliseconds);
}

/** Put the part of this page with the given id as the server shows it now. */
async function renew(id) {
  if (document.querySelector("dialog[open]")) return;
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById(id);
  if (!fresh) return;
  const focused = document.activeElement?.dataset?.dialog;
  document.getElementById(id).replaceWith(fresh);
  if (focused) document.querySelector(`[data-dialog="${CSS.escape(focused)}"]`)?.focus();
}

/** Move the figures of an import or a preview until it is over. */
function follow(live) {
  repeat(POLL_MS, async () => {
    live = document.getElementById("live");
    const response = await fetch(live.dataset.status);
    if (!response.ok) return true;
    const facts = await response.json();
    showFigures(live, facts);
    const failures = Number(live.dataset.failures ?? facts.error_count);
    if (facts.state !== live.dataset.state || facts.error_count !== failures) {
      await renew("live");
      live = document.getElementById("live");
      speak(live);
    }
    live.dataset.failures = facts.error_count;
    return facts.moving || live.dataset.moving === "yes";
  });
}

/** Tell people who listen to the page how the import stands now. */
function speak(live) {
  const badge = live.querySelector("h1 .badge").textContent;
  const spoken = document.getElementById("spoken");
  if (spoken.textContent !== badge) spoken.textContent = badge;
}

function showFigures(live, facts) {
  for (const element of live.querySelectorAll("[data-figure]")) {
    const name = element.dataset.figure;
    if (name === "percent") element.value = facts.percent;
    else if (name === "percent-text") element.textContent = `${facts.percent} %`;
    else if (name === "seconds" && facts.started_at) {
      const end = facts.completed_at ? Date.parse(facts.completed_at) : Date.now();
      element.textContent = duration(Math.max(0, (end - Date.parse(facts.started_at)) / 1000));
    } else if (name in facts) {
      element.textContent = shown[name] ? shown[name](facts[name]) : number(facts[name]);
    }
  }
}

/** Keep the list of imports fresh while one of them moves, and say when one ends. */
function followList() {
  repeat(LIST_POLL_MS, async () => {
    const before = states();
    await renew("live-list");
    for (const [id, row] of states()) {
      const old = before.get(id);
      if (old && old.state !== row.state) announce(id, row);
    }
    return document.getElementById("live-list").dataset.liveList === "moving";
  });
}

/** Move the figures of each import on the page that runs, and say when one ends. */
function followEach(id) {
  repeat(POLL_MS, async () => {
    const row = document.querySelector(`[data-import="${id}"][data-follow]`);
    if (!row) return false;
    const response = await fetch(row.dataset.follow);
    if (!response.ok) return true;
    const facts = await response.json();
    showFigures(row, facts);
    if (facts.state === row.dataset.state) return true;
    await renew("live-list");
    const fresh = states().get(id);
    if (fresh) announce(id, fresh);
    return facts.moving;
  });
}

function states() {
  const rows = document.querySelectorAll("[data-import]");
  return new Map([...rows].map((row) => [row.dataset.import, { ...row.dataset }]));
}

function announce(id, row) {
  if (row.state === "failed") say(`Import ${id} failed.`, "bad");
  if (row.state === "completed") say(`Import ${id} is through: ${number(Number(row.succeeded))} rows are in.`, "ok");
  if (row.state === "completed_with_errors") {
    say(`Import ${id} is through: ${number(Number(row.succeeded))} rows are in, ${number(Number(row.failed))} failed.`, "warn");
  }
}

function say(text, tone) {
  const message = document.createElement("p");
  message.className = `flash tone-${tone}`;
  message.textContent = text;
  document.getElementById("messages").append(message);
}

/** Links that ask in a dialog instead of on a page of its own. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  const dialog = link && document.getElementById(link.dataset.dialog);
  if (!dialog || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  dialog.close();
  dialog.showModal();
});
for (const dialog of document.querySelectorAll("dialog[open]")) {
  dialog.close();
  dialog.showModal();
}
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.matches(":modal")) event.target.close();
});

/** A form that must be sent once only. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  const busy = form.querySelector("[data-busy]");
  if (busy) busy.textContent = busy.dataset.busy;
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
});

/** The field for a file: shows what was chosen or dropped, and refuses what is too large. */
function takeFiles(zone) {
  const input = zone.querySelector("input[type=file]");
  const name = zone.querySelector("output");
  const most = Number(zone.dataset.maxMb);
  for (const type of ["dragenter", "dragover"]) zone.addEventListener(type, () => zone.classList.add("dropzone-over"));
  for (const type of ["dragleave", "drop"]) zone.addEventListener(type, () => zone.classList.remove("dropzone-over"));
  const show = () => {
    const [file] = input.files;
    const megabytes = file ? file.size / 1024 / 1024 : 0;
    name.textContent = file ? `${file.name} · ${megabytes < 0.1 ? `${Math.ceil(file.size / 1024)} KB` : `${megabytes.toFixed(1)} MB`}` : "";
    input.setCustomValidity(megabytes > most ? `The file is larger than ${most} MB; split it.` : "");
    input.reportValidity();
  };
  input.addEventListener("change", show);
  if (input.files.length) show();
}

/** Show template and columns of the type that is chosen, and send the form where that type goes. */
function chooseType(select) {
  const show = async () => {
    select.form.action = select.selectedOptions[0].dataset.address;
    const response = await fetch(`${select.dataset.types}?type=${encodeURIComponent(select.value)}`);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    document.getElementById("type-panel").replaceWith(page.getElementById("type-panel"));
  };
  select.addEventListener("change", show);
  // A browser that comes back to the page may choose what was chosen before.
  if (!select.selectedOptions[0].defaultSelected) show();
}

/** Light or dark, remembered for a year; the server writes it into the page before it is drawn. */
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const root = document.documentElement;
  const now = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
});

const live = document.getElementById("live");
if (live?.dataset.moving === "yes") follow(live);
if (document.getElementById("live-list")?.dataset.liveList === "moving") followList();
for (const row of document.querySelectorAll("[data-follow]")) followEach(row.dataset.import);
document.querySelectorAll("[data-dropzone]").forEach(takeFiles);
document.querySelectorAll("select[data-types]").forEach(chooseType);
