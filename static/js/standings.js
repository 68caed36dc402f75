// Asks now and then whether places have changed, while somebody looks; the page is whole without it.
const box = document.querySelector("[data-standings]");
const EVERY = 20000;
let tag = box?.dataset.standings;

async function look() {
  if (document.hidden) return;
  const address = new URL(window.location.href);
  address.searchParams.set("part", "1");
  const answer = await fetch(address, { headers: { "If-None-Match": tag }, cache: "no-store", redirect: "error" });
  if (answer.status !== 200) return;
  tag = answer.headers.get("ETag");
  const part = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  const own = box.querySelector("[data-own]");
  const news = part.querySelector("[data-own]");
  // The line that is read out stays, only its words change; so does the place that has the focus.
  if (own && news) {
    if (own.textContent !== news.textContent) own.textContent = news.textContent;
    news.replaceWith(own);
  }
  const wasThere = box.querySelector("[data-places]") === document.activeElement;
  box.replaceChildren(...part.childNodes);
  if (wasThere) box.querySelector("[data-places]")?.focus();
}

if (box) window.setInterval(() => look().catch(() => { /* off line: the next look */ }), EVERY);
