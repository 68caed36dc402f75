// The editor saves by itself, and gives up after five lost lines, or at once when the server answers with an error.
// Here it goes on trying: when the browser is online again, when its window is looked at again, and every few seconds.
// It also takes the form as it is when the answer comes for what was saved, so that what was added meanwhile would wait
// for the next change. Here what was sent is compared with what is there, and saved again if they differ.
(() => {
  const EVERY = 5000;
  const LOST = new Set(["network_error", "server_error"]);
  // What a save changes by itself.
  const PASSING = ["csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id", "next"];
  let timer = null;
  let sent = null;
  let sentAgain = null;

  const form = () => document.querySelector("form[data-controller~='w-autosave']");

  function save() {
    // What typing sends; the form's own controller saves then.
    form()?.dispatchEvent(new CustomEvent("w-unsaved:add", { detail: { type: "edits" } }));
  }

  function again() {
    if (timer !== null) save();
  }

  function words(data) {
    const pairs = [...data].filter(([name]) => !PASSING.includes(name) && !name.startsWith("comments-"));
    return JSON.stringify(pairs.map(([name, value]) => [name, value instanceof File ? [value.name, value.size] : value]));
  }

  function compare() {
    const there = form() && words(new FormData(form()));
    // Once for each state of the form: what the server itself corrects would differ for ever.
    if (sent === null || !there || there === sent || there === sentAgain) return;
    sentAgain = there;
    save();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
  }

  document.addEventListener("w-autosave:error", (event) => {
    if (!LOST.has(event.detail.type)) stop();
    else if (timer === null) timer = setInterval(again, EVERY);
  });
  document.addEventListener("w-autosave:save", (event) => {
    sent = words(event.detail.formData);
  });
  document.addEventListener("w-autosave:success", () => {
    stop();
    compare();
  });
  document.addEventListener("w-autosave:deactivated", stop);
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
})();
