// Keeps what is typed into a form with data-draft in this browser until it has arrived: a closed window, an empty
// battery or a lost line costs no word. Files cannot be kept. Whoever logs out takes the drafts away (site.js).
(function () {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  const keyOf = (name) => `draft:${name}`;

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; }
  }
  function write(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* no room, or a private window: then not */ }
  }
  function forget(key) {
    try { localStorage.removeItem(key); } catch { /* there is none */ }
  }

  // The page after a sent form names the form that arrived.
  const arrived = new URLSearchParams(location.search).get("kept");
  if (arrived) {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("draft:") && (read(key) || {}).submission === arrived) localStorage.removeItem(key);
      }
    } catch { /* nothing is kept here */ }
    history.replaceState(null, "", location.pathname);
  }
  if (!form) return;

  const key = keyOf(form.dataset.draft);
  const note = document.querySelector("[data-draft-note]");
  const fields = () => [...form.elements].filter(
    (each) => each.name && each.name !== "csrfmiddlewaretoken" && each.type !== "file" && each.type !== "submit"
  );
  function values() {
    const found = {};
    for (const each of fields()) {
      if (each.type === "radio" ? each.checked : true) found[each.name] = each.value;
    }
    return found;
  }
  function fill(draft) {
    for (const each of fields()) {
      if (!(each.name in draft)) continue;
      if (each.type === "radio") each.checked = each.value === draft[each.name];
      else each.value = draft[each.name];
    }
    const more = form.querySelector("details");
    if (more && fields().some((each) => more.contains(each) && !each.defaultChecked && each.checked)) more.open = true;
  }

  const draft = read(key);
  const isAnswer = form.hasAttribute("data-draft-answered"); // what was sent came back with a refusal: it is newer
  if (draft && draft.text && !isAnswer) {
    fill(draft);
    if (note) note.hidden = false;
  }

  let timer = 0;
  function keep() {
    clearTimeout(timer);
    timer = 0;
    const now = values();
    if ((now.text || "").trim()) write(key, now);
    else forget(key);
  }
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 400); });
  form.addEventListener("submit", keep);
  addEventListener("pagehide", () => { if (timer) keep(); });

  const drop = document.querySelector("[data-draft-forget]");
  if (drop) drop.addEventListener("click", () => {
    forget(key);
    location.assign(location.pathname);
  });
})();
