// The editor saves by itself, and gives up after five lost lines, or at once when the server answers with an error.
// Here it goes on trying: when the browser is online again, when its window is looked at again, and every few seconds.
(() => {
  const EVERY = 5000;
  const LOST = new Set(["network_error", "server_error"]);
  let timer = null;

  const form = () => document.querySelector("form[data-controller~='w-autosave']");

  function again() {
    // What typing sends; the form's own controller saves then.
    if (timer !== null) form()?.dispatchEvent(new CustomEvent("w-unsaved:add", { detail: { type: "edits" } }));
  }

  function stop() {
    clearInterval(timer);
    timer = null;
  }

  document.addEventListener("w-autosave:error", (event) => {
    if (!LOST.has(event.detail.type)) stop();
    else if (timer === null) timer = setInterval(again, EVERY);
  });
  document.addEventListener("w-autosave:success", stop);
  document.addEventListener("w-autosave:deactivated", stop);
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
})();
