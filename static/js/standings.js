// Asks whether places have changed, after a hint of the socket and now and then, while somebody looks; the page is
// whole without it.
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

let wait = 1000;
let timer = 0;
const glance = () => look().catch(() => { /* off line: the next look */ });

function connect() {
  const address = new URL("/ws/live/", window.location.href);
  address.protocol = window.location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address);
  socket.addEventListener("message", (event) => {
    const { type } = JSON.parse(event.data);
    if (type === "hello") {
      wait = 1000;
      socket.send(JSON.stringify({ type: "boards" }));
    }
    if (type !== "standings") return;
    clearTimeout(timer); // not all who look ask in the same moment
    timer = setTimeout(glance, 200 + Math.random() * 800);
  });
  socket.addEventListener("close", (event) => {
    if (event.code === 4401 || event.code === 1008) return;
    setTimeout(connect, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, 8000);
  });
}

if (box) {
  window.setInterval(glance, EVERY);
  connect();
}
