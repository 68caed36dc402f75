// Looking at pieces: a press on a moment plays it there, and two pictures slide over one another.
(function () {
  "use strict";
  for (const link of document.querySelectorAll("[data-seek]")) {
    const media = link.closest("[data-piece-file]")?.querySelector("audio, video");
    if (!media) continue;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const jump = () => { media.currentTime = Number(link.dataset.seek); media.play().catch(() => {}); };
      if (media.readyState > 0) return jump();
      media.addEventListener("loadedmetadata", jump, { once: true });
      media.preload = "auto";
      media.load();
    });
  }

  for (const pair of document.querySelectorAll("[data-compare]")) {
    const slider = pair.parentElement.querySelector("[data-compare-slider]");
    if (!slider) continue;
    const range = slider.querySelector("input");
    const side = slider.querySelector("[data-compare-side]");
    const show = () => pair.style.setProperty("--shown", `${range.value}%`);
    slider.hidden = false;
    pair.classList.add("is-sliding");
    range.addEventListener("input", show);
    side.addEventListener("click", () => {
      const apart = pair.classList.toggle("is-sliding") === false;
      side.setAttribute("aria-pressed", String(apart));
      range.disabled = apart;
    });
    show();
  }
})();
