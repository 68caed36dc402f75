// Writing feedback: kept on the server while it is typed, and on this device while the line is away; pins on
// pictures, moments of sounds, lines of texts; saved words. Every part of the page works without it.
(function () {
  "use strict";
  const WAIT = 1500, AGAIN = 5000;

  // The queue: J and K go through the list while it has the focus.
  const queue = document.querySelector("[data-queue]");
  if (queue) {
    const links = [...queue.querySelectorAll("li > p:first-child a")];
    const keys = document.querySelector("[data-queue-keys]");
    if (keys) keys.hidden = false;
    queue.addEventListener("keydown", (event) => {
      const step = { j: 1, k: -1 }[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = links[links.indexOf(document.activeElement) + step];
      if (next) next.focus();
    });
  }

  const form = document.querySelector("form[data-review]");
  if (!form) return;
  const state = form.querySelector("[data-review-state]");
  const conflict = form.querySelector("[data-review-conflict]");
  const version = form.elements.version, tab = form.elements.tab;
  const key = `draft:review-${form.dataset.review}`;

  // Notes at places --------------------------------------------------------------------------------------
  const panels = new Map();
  for (const rows of form.querySelectorAll("[data-mark-rows]")) {
    panels.set(rows.dataset.markRows, panel(rows, rows.closest("[data-piece-file]")));
  }

  function panel(rows, section) {
    const blank = rows.querySelector("[data-mark-blank]");
    const stem = `mark-${rows.dataset.markRows}-`;
    const numberOf = (row) => Number(row.querySelector("textarea").name.slice(stem.length).split("-")[0]);
    const every = () => [...rows.querySelectorAll("[data-mark-row]")];
    const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
    const isEmpty = (row) => [...row.querySelectorAll("input, textarea")].every((each) => !each.value.trim());

    function add(number) {
      const next = number ?? Math.max(-1, ...every().map(numberOf)) + 1;
      const made = blank.content.cloneNode(true);
      for (const each of made.querySelectorAll("[name], [id], [for]")) {
        for (const name of ["name", "id", "for"]) {
          if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replace("__n__", next));
        }
      }
      const row = made.firstElementChild;
      blank.before(made);
      return row;
    }
    function put(values) {
      const row = every().find(isEmpty) || add();
      for (const [name, value] of Object.entries(values)) field(row, name).value = value;
      row.querySelector("textarea").focus();
      row.dispatchEvent(new Event("input", { bubbles: true }));
      return row;
    }

    const image = section.querySelector("[data-pin-here] img");
    const pins = section.querySelector("[data-pins]");
    function draw() {
      if (!pins) return;
      pins.replaceChildren();
      every().forEach((row, index) => {
        const [x, y] = ["x", "y"].map((name) => parseFloat(field(row, name).value.replace(",", ".")));
        if (!(x >= 0 && x <= 100 && y >= 0 && y <= 100)) return;
        const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
        const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
        const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
        for (const [name, value] of [["cx", `${x}%`], ["cy", `${y}%`], ["r", "13"]]) circle.setAttribute(name, value);
        text.setAttribute("x", `${x}%`);
        text.setAttribute("y", `${y}%`);
        text.textContent = index + 1;
        group.append(circle, text);
        pins.append(group);
      });
    }
    if (image) {
      image.addEventListener("click", (event) => {
        const box = image.getBoundingClientRect();
        const part = (at, from, size) => ((100 * (at - from)) / size).toFixed(2);
        put({ x: part(event.clientX, box.left, box.width), y: part(event.clientY, box.top, box.height) });
        draw();
      });
      rows.addEventListener("input", draw);
      draw();
    }

    const media = section.querySelector("audio, video");
    const button = rows.querySelector("[data-mark-add]");
    const hint = rows.querySelector("[data-mark-hint]");
    if (hint && hint.textContent.trim()) hint.hidden = false;
    button.hidden = false;
    button.addEventListener("click", () => {
      if (!media) return add().querySelector("input, textarea").focus();
      const at = media.currentTime, minutes = Math.floor(at / 60);
      put({ seconds: `${minutes}:${(at - 60 * minutes).toFixed(1).padStart(4, "0")}` });
    });

    let last = null;
    section.querySelector("code")?.addEventListener("click", (event) => {
      const line = event.target.closest("[data-line]");
      if (!line || String(getSelection())) return;
      const number = Number(line.dataset.line);
      if (event.shiftKey && last) {
        const [from, to] = [last.number, number].sort((one, other) => one - other);
        field(last.row, "first_line").value = from;
        field(last.row, "last_line").value = to;
        return last.row.dispatchEvent(new Event("input", { bubbles: true }));
      }
      last = { number, row: put({ first_line: number, last_line: number }) };
    });
    // An empty row is enough where a script adds more.
    every().filter(isEmpty).slice(media || image ? 0 : 1).forEach((row) => row.remove());
    return { add, numbers: () => every().map(numberOf), draw };
  }

  // Saved words ------------------------------------------------------------------------------------------
  let target = form.querySelector("textarea[name=overall]");
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea, input[name^=step-]")) target = event.target;
  });
  for (const button of form.querySelectorAll("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const words = button.parentElement.querySelector("[data-saved]").textContent;
      target.value = target.value.trim() ? `${target.value.trimEnd()} ${words}` : words;
      target.focus();
      target.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // Keeping what is typed ----------------------------------------------------------------------------------
  const typed = () => [...form.elements].filter((each) => each.name && !["file", "checkbox"].includes(each.type) && !["csrfmiddlewaretoken", "action"].includes(each.name));
  function values() {
    const found = {};
    for (const each of typed()) if (each.type !== "radio" || each.checked) found[each.name] = each.value;
    return found;
  }
  const read = () => { try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; } };
  const keepHere = () => { try { localStorage.setItem(key, JSON.stringify(values())); } catch { /* no room */ } };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* there is none */ } };

  function fill(draft) {
    for (const name of Object.keys(draft)) {
      const found = name.match(/^mark-(\d+)-(\d+)-text$/);
      const rows = found && panels.get(found[1]);
      if (rows && !rows.numbers().includes(Number(found[2]))) rows.add(Number(found[2]));
    }
    for (const each of typed()) {
      if (!(each.name in draft)) continue;
      if (each.type === "radio") each.checked = each.value === draft[each.name];
      else each.value = draft[each.name];
    }
    for (const rows of panels.values()) rows.draw();
  }

  let timer = 0, isSending = false, isStopped = false, changed = false;
  const tell = (words) => { state.textContent = words; };

  // Files go when the form is sent, not with every few words; nor are any taken away meanwhile.
  function words() {
    const sent = new FormData(form);
    for (const name of [...sent.keys()]) if (name === "enclosed" || name.startsWith("remove-")) sent.delete(name);
    return sent;
  }

  async function send() {
    if (isSending || isStopped || !changed) return;
    isSending = true;
    changed = false;
    try {
      const answer = await fetch(form.dataset.reviewDraft, {
        method: "POST", body: words(), headers: { Accept: "application/json" }, redirect: "error",
      });
      const told = await answer.json();
      if (answer.ok) {
        version.value = told.version;
        if (changed) keepHere(); else forget();
        tell(told.kept);
      } else if (told.is_conflict) {
        isStopped = true;
        conflict.hidden = false;
        conflict.querySelector("[data-review-words]").textContent = told.problem;
        tell("");
      } else {
        tell(told.problem);
      }
    } catch {
      changed = true;
      tell(form.dataset.lost);
      clearTimeout(timer);
      timer = setTimeout(send, AGAIN);
    }
    isSending = false;
  }
  function later() {
    changed = true;
    keepHere();
    if (!isStopped) tell(form.dataset.typing);
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { isStopped = true; clearTimeout(timer); keepHere(); });
  addEventListener("online", send);

  // What had not arrived when the window closed: the server says whether something newer stands there.
  const kept = read();
  if (kept && !form.hasAttribute("data-review-answered")) {
    const server = { ...values(), tab: "", version: "" };
    const device = { ...kept, tab: "", version: "" };
    if (Object.keys(device).some((name) => (device[name] || "") !== (server[name] || ""))) {
      fill(kept);
      tell(form.dataset.back);
      changed = true;
      timer = setTimeout(send, WAIT);
    } else forget();
  }
})();
