// Small comforts; every page works without them.
const root = document.documentElement;

function bindThemeToggle() {
  const button = document.querySelector("[data-theme-toggle]");
  if (!button) return;
  const show = () => button.setAttribute("aria-pressed", String(root.classList.contains("is-dark")));
  button.addEventListener("click", () => {
    const dark = root.classList.toggle("is-dark");
    root.dataset.theme = dark ? "dark" : "light";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* the choice lasts for this page only */ }
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
    if (root.dataset.theme) return;
    root.classList.toggle("is-dark", event.matches);
    show();
  });
  show();
}

function bindMenus() {
  const menus = [...document.querySelectorAll("[data-menu]")];
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus.filter((each) => each.open)) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// Turns <a href="#id" data-dialog-open> into a modal; without scripts the :target rule shows the same dialog.
function bindDialogs() {
  for (const link of document.querySelectorAll("[data-dialog-open]")) {
    const dialog = document.querySelector(link.getAttribute("href"));
    if (!dialog?.showModal) continue;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
    dialog.querySelector("[data-dialog-close]")?.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
  }
}

// Shows the names, sizes and pictures of chosen files below their input.
function preview(input, list) {
  list.replaceChildren(...[...input.files].map((file) => {
    const item = document.createElement("span");
    if (/^image\/(png|jpeg|webp|gif|avif)$/.test(file.type)) {
      const image = new Image();
      image.alt = "";
      image.src = URL.createObjectURL(file);
      image.onload = () => URL.revokeObjectURL(image.src);
      item.append(image, document.createElement("br"));
    }
    item.append(`${file.name} (${(file.size / 1e6).toFixed(1)} MB)`);
    return item;
  }));
}

function bindFileInputs() {
  for (const input of document.querySelectorAll("input[type=file]")) {
    const list = document.createElement("div");
    list.className = "file-preview";
    list.setAttribute("aria-live", "polite");
    input.after(list);
    input.addEventListener("change", () => preview(input, list));
    input.addEventListener("dragenter", () => input.classList.add("is-over"));
    for (const end of ["dragleave", "drop"]) input.addEventListener(end, () => input.classList.remove("is-over"));
  }
}

// Plus and minus beside a number input, within its own limits.
function bindSteppers() {
  for (const stepper of document.querySelectorAll("[data-stepper]")) {
    const input = stepper.querySelector("input");
    const buttons = [...stepper.querySelectorAll("[data-step]")];
    const show = () => {
      for (const button of buttons) {
        const next = Number(input.value) + Number(button.dataset.step);
        button.disabled = next < Number(input.min || 0) || (input.max !== "" && next > Number(input.max));
      }
    };
    for (const button of buttons) {
      button.addEventListener("click", () => {
        input.value = Number(input.value) + Number(button.dataset.step);
        input.dispatchEvent(new Event("change", { bubbles: true }));
        show();
      });
    }
    input.addEventListener("input", show);
    show();
  }
}

// Shows the buttons that copy what stands in an input; without scripts people select it themselves.
function bindCopying() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => {
      const input = document.getElementById(button.dataset.copy);
      input.select();
      navigator.clipboard.writeText(input.value).then(() => { button.textContent = button.dataset.copied; });
    });
  }
}

// What somebody had begun to write on this device is nobody else's to find: it goes when they log out.
function bindDrafts() {
  for (const form of document.querySelectorAll('form[action$="/logout/"]')) {
    form.addEventListener("submit", () => {
      try {
        for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
      } catch { /* nothing is kept here */ }
    });
  }
}

bindThemeToggle();
bindMenus();
bindDialogs();
bindFileInputs();
bindSteppers();
bindCopying();
bindDrafts();
