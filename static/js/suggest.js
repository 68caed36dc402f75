// Fills the list under a search field with names while somebody types; the field works without it.
const field = document.querySelector("[data-suggest]");
const list = field && document.getElementById(field.getAttribute("list"));
let waiting;
let asked;

async function suggest() {
  const words = field.value.trim();
  if (words.length < 2 || words === asked) return;
  asked = words;
  const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: words })}`);
  if (!answer.ok || words !== field.value.trim()) return;
  const { suggestions } = await answer.json();
  list.replaceChildren(...suggestions.map((name) => Object.assign(document.createElement("option"), { value: name })));
}

field?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => suggest().catch(() => { /* off line: no suggestions */ }), 200);
});
