// Runs before the first paint: applies the remembered colours and tells the style sheet that scripts run.
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  let chosen = null;
  try { chosen = localStorage.getItem("theme"); } catch { /* storage is blocked: follow the system */ }
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.classList.toggle("is-dark", dark);
})();
