// Opens the pictures of a page large, one after the other. A classic script, so that it also runs from a disk.
(function () {
  "use strict";
  const dialog = document.getElementById("lightbox");
  const links = Array.from(document.querySelectorAll("a[data-lightbox]"));
  if (!dialog || !dialog.showModal || !links.length) return;

  const part = (name) => dialog.querySelector(`[data-lightbox-${name}]`);
  const stage = part("stage"), words = part("words"), count = part("count"), zoomer = part("zoom");
  const steppers = Array.from(dialog.querySelectorAll("[data-lightbox-step]"));
  let now = 0, opener = null, finger = null;

  const isZoomed = () => dialog.classList.contains("is-zoomed");

  function zoom(on, across, down) {
    dialog.classList.toggle("is-zoomed", on);
    zoomer.setAttribute("aria-pressed", String(on));
    for (const each of stage.querySelectorAll("source, img")) each.sizes = on ? "250vw" : "100vw";
    if (!on) return;
    stage.scrollLeft = (stage.scrollWidth - stage.clientWidth) * (across ?? 0.5);
    stage.scrollTop = (stage.scrollHeight - stage.clientHeight) * (down ?? 0.5);
  }

  function show(index) {
    now = (index + links.length) % links.length;
    const picture = links[now].querySelector("picture").cloneNode(true);
    const image = picture.querySelector("img");
    image.removeAttribute("loading");
    stage.replaceChildren(picture);
    zoom(false);
    words.textContent = links[now].dataset.caption || "";
    count.textContent = `${now + 1} / ${links.length}`;
  }

  function open(link) {
    opener = link;
    for (const each of steppers) each.hidden = links.length === 1;
    show(links.indexOf(link));
    dialog.showModal();
    stage.focus({ preventScroll: true });
  }

  function step(by) {
    if (links.length > 1) show(now + by);
  }

  const keys = {
    ArrowRight: () => step(forward()),
    ArrowLeft: () => step(-forward()),
    Home: () => show(0),
    End: () => show(links.length - 1),
    "+": () => zoom(true),
    "=": () => zoom(true),
    "-": () => zoom(false),
    0: () => zoom(false),
  };
  const forward = () => (getComputedStyle(dialog).direction === "rtl" ? -1 : 1);

  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // a new tab was asked for
      event.preventDefault();
      open(link);
    });
  }
  for (const each of steppers) each.addEventListener("click", () => step(Number(each.dataset.lightboxStep)));
  zoomer.addEventListener("click", () => zoom(!isZoomed()));
  part("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    stage.replaceChildren();
    if (opener) opener.focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const scrolls = isZoomed() && event.key.startsWith("Arrow"); // moves within the picture
    if (scrolls || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  stage.addEventListener("dblclick", (event) => {
    const box = stage.getBoundingClientRect();
    zoom(!isZoomed(), (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });
  stage.addEventListener("touchstart", (event) => {
    finger = event.touches.length === 1 && !isZoomed() ? event.touches[0] : null;
  }, { passive: true });
  stage.addEventListener("touchend", (event) => {
    const up = event.changedTouches[0];
    if (!finger || !up || (window.visualViewport && window.visualViewport.scale > 1.05)) return;
    const across = up.clientX - finger.clientX, down = up.clientY - finger.clientY;
    if (Math.abs(across) > 48 && Math.abs(across) > 1.5 * Math.abs(down)) step(across < 0 ? forward() : -forward());
    finger = null;
  });
})();
