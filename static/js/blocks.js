// Comforts of a page's blocks; without them one reads, follows links and downloads.

function bindCopying() {
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll("[data-code]")) {
    const { copyLabel, copiedLabel } = block.dataset;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.textContent = copyLabel;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("code").textContent);
      button.textContent = copiedLabel;
      setTimeout(() => { button.textContent = copyLabel; }, 2500);
    });
    button.setAttribute("aria-live", "polite");
    block.querySelector("figcaption").append(button);
  }
}

// A press loads the player in place of the link; with a modifier key the link stays a link.
function bindEmbeds() {
  for (const facade of document.querySelectorAll("[data-embed]")) {
    facade.querySelector("[data-embed-play]").addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const frame = document.createElement("iframe");
      frame.src = facade.dataset.embed;
      frame.title = facade.dataset.embedTitle;
      frame.allow = "fullscreen; picture-in-picture";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation allow-forms");
      facade.replaceChildren(frame);
      facade.classList.add("is-playing");
      frame.focus();
    });
  }
}

function bindRecordings() {
  for (const recording of document.querySelectorAll("[data-recording]")) {
    const fault = recording.parentElement.querySelector("[data-recording-fault]");
    const tell = () => { fault.hidden = false; };
    recording.addEventListener("error", tell);
    for (const source of recording.querySelectorAll("source")) source.addEventListener("error", tell);
  }
}

bindCopying();
bindEmbeds();
bindRecordings();
