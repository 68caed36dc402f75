// Makes a conversation live. The page works without it: the socket only says that there is something to fetch.
const page = document.querySelector("[data-talk]");
const list = document.querySelector("[data-messages]");
const line = document.querySelector("[data-line]");
const title = document.title;
const POLL = 10000;
const typing = document.querySelector("[data-typing]");
let openSocket = null;
let reads = Number(document.querySelector("[data-readers]")?.dataset.readers || 0);
let forgetTyping = 0;
let change = Number(page?.dataset.change || 0);
let wait = 1000;
let isOpen = false;
let isOver = false;
let fetching = false;
let again = false;
let unseen = 0;

const showCount = () => { document.title = unseen ? `(${unseen}) ${title}` : title; };

function say(words) {
  line.textContent = words || "";
  line.hidden = !words;
}

const seqOf = (row) => Number(row.dataset.seq || Infinity);

// Puts a message in the place of its number; one that was held leaves its old place when it is delivered.
function place(row) {
  change = Math.max(change, Number(row.dataset.change || 0));
  const rows = [...list.querySelectorAll("li[data-row]")];
  const known = rows.find((each) => each.dataset.row === row.dataset.row);
  if (known && known.id === row.id) { known.replaceWith(row); return; }
  known?.remove();
  const shown = rows.filter((each) => each !== known);
  if (shown.length && "before" in page.dataset && seqOf(row) < seqOf(shown[0])) return;
  const next = shown.find((each) => seqOf(each) > seqOf(row));
  if (next) next.before(row); else list.append(row);
  showTyping();
  if (document.hidden) { unseen += 1; showCount(); }
}

function showReaders(told) {
  const shown = document.querySelector("[data-readers]");
  if (!told || !shown || Number(told.dataset.readers) < reads) return;
  reads = Number(told.dataset.readers);
  shown.replaceWith(told);
}

function showTyping(name) {
  clearTimeout(forgetTyping);
  typing.textContent = name ? typing.dataset.typing.replace("{name}", name) : "";
  typing.hidden = !name;
  if (name) forgetTyping = setTimeout(showTyping, 5000);
}

async function fetchChanges() {
  if (fetching) { again = true; return; }
  fetching = true;
  try {
    let count;
    do {
      again = false;
      const seen = document.hidden ? "" : "&seen=1";
      const answer = await fetch(`${page.dataset.changes}?after=${change}${seen}`);
      if (!answer.ok || answer.redirected) return;
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      const rows = [...holder.content.querySelectorAll("li[data-row]")];
      count = rows.length;
      rows.forEach(place);
      showReaders(holder.content.querySelector("[data-readers]"));
    } while (again || count === 50);
  } catch { again = false; } finally { fetching = false; }
}

function hear(socket, frame) {
  if (frame.type === "hello") socket.send(JSON.stringify({ type: "watch", conversation: page.dataset.talk }));
  if (frame.type === "watching") {
    isOpen = true;
    openSocket = socket;
    wait = 1000;
    say("");
    fetchChanges();
  }
  if (frame.type === "changed" && frame.conversation === page.dataset.talk) {
    if (frame.change > change || frame.reads > reads) fetchChanges();
  }
  if (frame.type === "typing" && frame.conversation === page.dataset.talk) showTyping(frame.name);
  if (frame.type === "over" || frame.code === "no-such-conversation") { isOver = true; say(page.dataset.over); }
}

function connect() {
  const address = new URL("/ws/live/", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address);
  socket.addEventListener("message", (event) => hear(socket, JSON.parse(event.data)));
  socket.addEventListener("close", (event) => {
    isOpen = false;
    if (event.code === 4401) { isOver = true; say(page.dataset.out); }
    if (isOver) return;
    say(page.dataset.gone);
    setTimeout(connect, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, 8000);
  });
}

// Gives a sign, or takes it back, without leaving the page.
list?.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-signs]") || !event.submitter) return;
  event.preventDefault();
  const id = form.closest("li").id;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter) });
    if (new URL(answer.url).pathname !== location.pathname) { say(page.dataset.out); return; }
    await fetchChanges();
    document.getElementById(id)?.querySelector("[data-signs] summary")?.focus();
  } catch { say(page.dataset.gone); }
});

// Keeps what is being written at the server, a second after the last key and when the page is left.
function keepDraft(form) {
  let timer = 0;
  let kept = form.elements.text.value;
  async function keep() {
    clearTimeout(timer);
    timer = 0;
    const text = form.elements.text.value;
    if (text === kept) return;
    const body = new URLSearchParams(new FormData(form));
    body.delete("files");
    try {
      const answer = await fetch(form.dataset.draftTo, { method: "POST", body, keepalive: true });
      if (answer.ok && !answer.redirected) kept = text;
    } catch { /* the line is gone: the next key tries again, and the page asks before it is left */ }
  }
  form.elements.text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 1000); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  window.addEventListener("pagehide", keep);
  return {
    isKept: () => form.elements.text.value === kept,
    arrived: () => { clearTimeout(timer); kept = ""; },
  };
}

// Sends as fetch does, and tells how much of it has gone: of files one wants to know.
function post(address, body, told) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { if (event.lengthComputable) told(event.loaded / event.total); };
    request.onload = () => resolve({
      ok: request.status >= 200 && request.status < 300,
      redirected: new URL(request.responseURL).pathname !== new URL(address, location).pathname,
      json: () => JSON.parse(request.responseText),
    });
    request.onerror = request.onabort = () => reject(new Error("The line is gone."));
    request.send(body);
  });
}

// Takes pictures from the clipboard along as if they had been chosen.
function takePasted(form) {
  form.elements.text.addEventListener("paste", (event) => {
    const { files } = event.clipboardData;
    if (!files.length || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    const all = new DataTransfer();
    for (const each of [...form.elements.files.files, ...files]) all.items.add(each);
    form.elements.files.files = all.files;
    form.elements.files.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// Takes out of the form what has arrived; what was written and chosen meanwhile stays.
function takeOut(form, sent) {
  const { text, files } = form.elements;
  if (text.value.startsWith(sent.text)) text.value = text.value.slice(sent.text.length).trimStart();
  text.defaultValue = "";
  const left = new DataTransfer();
  for (const each of files.files) if (!sent.files.includes(each)) left.items.add(each);
  files.files = left.files;
  files.dispatchEvent(new Event("change", { bubbles: true }));
  form.elements.client_id.value = crypto.randomUUID();
  if (form.elements.reply_to.value === sent.reply) form.elements.reply_to.value = "";
}

function bodyOf(form, sent) {
  const body = new FormData(form);
  body.set("text", sent.text);
  body.set("reply_to", sent.reply);
  body.delete("files");
  for (const each of sent.files) body.append("files", each);
  return body;
}

// Whether all of it stands in the form still, whatever was added since.
function stillThere(form, sent) {
  const { text, files } = form.elements;
  return text.value.startsWith(sent.text) && sent.files.every((each) => [...files.files].includes(each));
}

// Sends without leaving the page. What nobody answered may have arrived: it stays written, and goes first again as
// it was, under the same id, unless some of it was taken back. What was written since comes next.
function write(form) {
  let sending = false;
  let pressed = false;
  let unanswered = null;
  const draft = keepDraft(form);
  const bar = form.querySelector("[data-progress]");
  const { text, files } = form.elements;
  takePasted(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) { pressed = true; return; }
    sending = true;
    const isAgain = unanswered !== null && stillThere(form, unanswered);
    pressed = isAgain;
    let arrived = false;
    const sent = isAgain ? unanswered : { text: text.value, files: [...files.files], reply: form.elements.reply_to.value };
    unanswered = sent;
    try {
      if (sent.files.length) bar.hidden = false;
      const answer = await post(form.action, bodyOf(form, sent), (part) => { bar.value = part; });
      unanswered = null;
      if (answer.redirected) { say(page.dataset.out); return; }
      if (!answer.ok) { say(answer.json().message); return; }
      arrived = true;
      takeOut(form, sent);
      draft.arrived();
      if (text.value) text.dispatchEvent(new Event("input", { bubbles: true }));
      say("");
    } catch { say(page.dataset.gone); } finally {
      sending = false;
      bar.hidden = true;
      bar.value = 0;
    }
    if (!arrived) return;
    if (pressed && (text.value.trim() || files.files.length)) form.requestSubmit();
    await fetchChanges();
    list.lastElementChild?.scrollIntoView({ block: "nearest" });
    text.focus();
  });
  let told = 0;
  form.elements.text.addEventListener("input", () => {
    if (!isOpen || !form.elements.text.value || Date.now() - told < 3000) return;
    told = Date.now();
    openSocket.send(JSON.stringify({ type: "typing", conversation: page.dataset.talk }));
  });
  form.elements.text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  window.addEventListener("beforeunload", (event) => { if (form.elements.text.value && !draft.isKept() && !sending) event.preventDefault(); });
}

if (page && list && "live" in page.dataset) {
  connect();
  setInterval(() => { if (!isOpen && !isOver) fetchChanges(); }, POLL);
  const form = document.querySelector("[data-write]");
  if (form && crypto.randomUUID) write(form);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !unseen) return;
    unseen = 0;
    showCount();
    fetchChanges();
  });
}
