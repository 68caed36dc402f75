// Puts files in order by dragging and by the buttons, without leaving the page. The buttons are forms without it.
(function () {
  "use strict";
  const rows = document.querySelector("[data-files]");
  if (!rows) return;
  const news = document.querySelector("[data-uploads-news]");
  const words = rows.dataset;
  let dragged = null;

  const items = () => [...rows.querySelectorAll("[data-file]")];
  const button = (item, way) => item.querySelector(`button[name=action][value=${way}]`);

  function number() {
    const all = items();
    all.forEach((item, place) => {
      if (button(item, "up")) button(item, "up").disabled = place === 0;
      if (button(item, "down")) button(item, "down").disabled = place === all.length - 1;
    });
  }

  async function keep(item) {
    number();
    const body = new FormData();
    for (const each of items()) body.append("file", each.dataset.file);
    const place = items().indexOf(item) + 1;
    try {
      const answer = await fetch(words.order, {
        method: "POST", body, headers: { "X-CSRFToken": words.token }, redirect: "manual",
      });
      if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(String(answer.status));
      news.textContent = words.moved.replace("{place}", place).replace("{count}", items().length);
    } catch {
      news.textContent = words.failed;
    }
  }

  function move(item, way) {
    const other = way === "up" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (way === "up") other.before(item);
    else other.after(item);
    keep(item);
    const same = button(item, way), back = button(item, way === "up" ? "down" : "up");
    (same.disabled ? back : same).focus();
    item.scrollIntoView({ block: "nearest" });
  }

  rows.addEventListener("click", (event) => {
    const pressed = event.target.closest("button[name=action]");
    if (!pressed || !["up", "down"].includes(pressed.value)) return;
    event.preventDefault();
    move(pressed.closest("[data-file]"), pressed.value);
  });

  rows.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-drag]");
    if (!handle || event.button) return;
    event.preventDefault();
    dragged = handle.closest("[data-file]");
    dragged.classList.add("is-dragged");
    const before = handle.getBoundingClientRect().top;
    rows.classList.add("is-sorting"); // only names and pictures, so that the way is short
    scrollBy(0, handle.getBoundingClientRect().top - before);
    handle.setPointerCapture(event.pointerId);
  });
  rows.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    for (const other of items()) {
      const box = other.getBoundingClientRect();
      if (other === dragged || event.clientY < box.top || event.clientY > box.bottom) continue;
      const isBelow = event.clientY > box.top + box.height / 2;
      if (isBelow && other.previousElementSibling === dragged) other.after(dragged);
      else if (!isBelow && other.nextElementSibling === dragged) other.before(dragged);
    }
    if (event.clientY < 60) scrollBy(0, -12);
    if (event.clientY > innerHeight - 60) scrollBy(0, 12);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    rows.addEventListener(end, () => {
      if (!dragged) return;
      dragged.classList.remove("is-dragged");
      rows.classList.remove("is-sorting");
      dragged.scrollIntoView({ block: "nearest" });
      keep(dragged);
      dragged = null;
    });
  }
  for (const handle of rows.querySelectorAll("[data-drag]")) handle.hidden = false;
  rows.addEventListener("files-changed", () => {
    for (const handle of rows.querySelectorAll("[data-drag]")) handle.hidden = false;
    number();
  });
})();
