// Keeps what was typed in a form marked data-keep on this device until the site has it. Without a network it waits,
// and is sent as soon as there is one. The form's client_id lets the site keep once what arrives twice.
// Without this script the forms are plain forms.
const EVERY = 30_000;
const PATIENCE = 20_000;

const box = () => document.querySelector("[data-outbox]");
const key = () => `outbox:${box().dataset.owner}`;

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(key()) || "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function write(entries) {
  try {
    if (entries.length) localStorage.setItem(key(), JSON.stringify(entries));
    else localStorage.removeItem(key());
    return true;
  } catch {
    return false;
  }
}

function change(id, values) {
  const entries = read();
  const entry = entries.find((each) => each.id === id);
  if (entry) Object.assign(entry, values);
  write(entries);
  show();
}

function forget(id) {
  write(read().filter((each) => each.id !== id));
  show();
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-quiet";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function show() {
  const place = box();
  if (!place) return;
  const words = place.dataset;
  const entries = read();
  place.hidden = !entries.length;
  place.querySelector("[data-outbox-list]").replaceChildren(...entries.map((entry) => {
    const row = document.createElement("li");
    const title = document.createElement("strong");
    title.textContent = entry.title;
    const state = document.createElement("p");
    state.className = "small";
    state.textContent = entry.state === "refused" ? entry.why : words[entry.state] || words.waiting;
    row.append(title, state);
    if (entry.state === "refused") {
      row.append(button(words.correct, () => { location.assign(`${entry.action}#outbox=${entry.id}`); location.reload(); }));
    }
    row.append(button(words.delete, () => forget(entry.id)));
    return row;
  }));
}

function keep(form, body) {
  const fields = [...body.entries()].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  const id = body.get("client_id");
  const title = form.dataset.name || body.get(form.dataset.title) || "…";
  const entry = { id, action: form.getAttribute("action") || location.pathname, title, fields, state: "waiting" };
  if (!write([...read().filter((each) => each.id !== id), entry])) {
    const full = document.createElement("p");
    full.className = "errorlist nonfield";
    full.setAttribute("role", "alert");
    full.textContent = box().dataset.full;
    form.prepend(full);
    return;
  }
  form.reset();
  form.elements.client_id.value = crypto.randomUUID();
  history.replaceState(null, "", location.pathname);
  show();
  box().scrollIntoView({ block: "nearest" });
}

async function send(entry) {
  const body = new URLSearchParams(entry.fields);
  body.set("csrfmiddlewaretoken", box().dataset.token);
  change(entry.id, { state: "sending" });
  let answer;
  try {
    answer = await fetch(entry.action, {
      method: "POST", body, headers: { "X-Outbox": "late" }, signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return change(entry.id, { state: "waiting" });
  }
  const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  if (answer.status === 201 && isOurs) return forget(entry.id);
  if (answer.status === 422 && isOurs) return change(entry.id, { state: "refused", why: (await answer.json()).message });
  if (answer.redirected || answer.status === 403) return change(entry.id, { state: "login" });
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
    return change(entry.id, { state: "refused", why: String(answer.status) });
  }
  return change(entry.id, { state: "waiting" });
}

let isSending = false;

async function sendAll() {
  if (isSending || !box()) return;
  isSending = true;
  const act = async () => {
    for (const entry of read()) if (entry.state !== "refused") await send(entry);
  };
  try {
    if (navigator.locks) await navigator.locks.request(key(), act); // one tab at a time
    else await act();
  } finally {
    isSending = false;
  }
}

async function submit(event) {
  const form = event.target.closest("form[data-keep]");
  if (!form) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const body = new FormData(form, event.submitter);
  try {
    const answer = await fetch(form.getAttribute("action") || location.pathname, {
      method: "POST", body, headers: { "X-Outbox": "now" }, signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 201) {
      forget(body.get("client_id"));
      location.assign((await answer.json()).url);
      return;
    }
    if (answer.status >= 500) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    show();
    const wrong = document.querySelector('main [aria-invalid="true"], main [role="alert"], main .errorlist');
    wrong?.scrollIntoView({ block: "center" });
    wrong?.focus?.();
  } catch {
    keep(form, body);
  } finally {
    delete form.dataset.busy;
  }
}

// Puts back what was typed, so that it can be corrected.
function fill() {
  const id = new URLSearchParams(location.hash.slice(1)).get("outbox");
  const entry = id && read().find((each) => each.id === id);
  const form = document.querySelector("form[data-keep]");
  if (!entry || !form) return;
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken") continue;
    const values = entry.fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
  for (const each of form.querySelectorAll("details")) each.open = true;
}

document.addEventListener("submit", submit);
addEventListener("online", sendAll);
addEventListener("storage", show);
setInterval(sendAll, EVERY);
fill();
show();
sendAll();
