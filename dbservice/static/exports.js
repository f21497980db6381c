// Shows how far an export is while its file comes in. The links work without this file.

const POLL_MS = 1000;
const PATIENCE_MS = 30000;

const number = (value) => value.toLocaleString("en");
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How far an export is: that with an id, or the newest; undefined while nobody can tell. */
async function progress(address, id) {
  if (document.hidden && id) return undefined;
  try {
    const response = await fetch(id ? `${address}?id=${id}` : address);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/** Start an export, and tell of it until it is over. */
async function take(link) {
  const address = link.dataset.export;
  const last = await progress(address);
  download(link.href);
  if (last === undefined) return;
  const line = begin(link);
  const id = await begun(address, last?.id ?? 0);
  if (!id) return end(line, "Nothing is known of the export; if no file comes in, try again.", "warn");
  let now;
  for (;;) {
    now = (await progress(address, id)) ?? now;
    if (now) show(line, now.rows);
    if (now && now.state !== "running") break;
    await pause(POLL_MS);
  }
  return end(line, ...lastWord(now));
}

/** What is said of an export that is over, and in which tone. */
function lastWord({ rows, state }) {
  if (state === "finished") return [`The export is over: ${number(rows)} rows were sent.`, "ok"];
  const incomplete = "The file is not complete: start the export again.";
  if (state === "failed") return [`The export failed after ${number(rows)} rows. ${incomplete}`, "bad"];
  return [`The export was broken off after ${number(rows)} rows. ${incomplete}`, "warn"];
}

/** The id of the export that comes after another, once it is on record. */
async function begun(address, last) {
  for (const start = Date.now(); Date.now() - start < PATIENCE_MS; await pause(POLL_MS / 2)) {
    const now = await progress(address);
    if (now?.id > last) return now.id;
  }
  return undefined;
}

function download(address) {
  const link = document.createElement("a");
  [link.href, link.download] = [address, ""];
  link.click();
}

function begin(link) {
  const room = document.getElementById("exports");
  const line = document.createElement("div");
  line.className = "flash tone-info exporting";
  const text = document.createElement("span");
  const bar = document.createElement("progress");
  [bar.className, bar.max] = ["bar", Math.max(1, Number(room.dataset.rows))];
  bar.setAttribute("aria-label", `Progress of the ${link.textContent} export`);
  line.append(text, bar);
  room.append(line);
  show(line, 0);
  return line;
}

function show(line, rows) {
  const bar = line.querySelector("progress");
  bar.value = Math.min(rows, bar.max);
  const of = rows > bar.max ? "rows, more than were expected," : `of ${line.parentElement.dataset.of}`;
  line.querySelector("span").textContent = `Exporting: ${number(rows)} ${of} sent`;
}

/** The last word goes where it is read out. */
function end(line, text, tone) {
  line.remove();
  const message = document.createElement("p");
  message.className = `flash tone-${tone}`;
  message.textContent = text;
  document.getElementById("messages").append(message);
}

for (const link of document.querySelectorAll("a[data-export]")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("details").open = false;
    take(link);
  });
}
