// Lets one player run at a time, and shows on the drawing of a sound how far it has come; a press jumps there.
(function () {
  "use strict";
  const media = Array.from(document.querySelectorAll("audio, video"));
  for (const each of media) {
    each.addEventListener("play", () => {
      for (const other of media) if (other !== each) other.pause();
    });
  }
  for (const player of document.querySelectorAll("[data-player]")) {
    const sound = player.querySelector("audio"), wave = player.querySelector("[data-wave]");
    if (!sound || !wave) continue;
    const show = () => {
      const part = sound.duration ? sound.currentTime / sound.duration : 0;
      wave.style.setProperty("--played", `${(100 * part).toFixed(2)}%`);
    };
    const jump = (part) => {
      sound.currentTime = part * sound.duration;
      sound.play();
    };
    wave.classList.add("is-playable");
    wave.addEventListener("click", (event) => {
      const box = wave.getBoundingClientRect();
      const part = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      if (sound.duration) return jump(part);
      sound.addEventListener("loadedmetadata", () => jump(part), { once: true });
      sound.load();
      sound.preload = "auto";
      sound.play().catch(() => {}); // without sound the drawing only stays where it is
    });
    for (const event of ["timeupdate", "seeked", "ended"]) sound.addEventListener(event, show);
  }
})();
