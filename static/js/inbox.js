// Keeps the list of conversations as it is at the server: a hint of the socket, or ten seconds, and it is asked for again.
(function () {
  "use strict";
  const inbox = document.querySelector("[data-inbox]");
  if (!inbox) return;
  const POLL = 10000;
  const MOST_WATCHED = 20; // what a socket takes
  const title = document.title;
  const isSearch = new URLSearchParams(location.search).has("q");
  let socket = null;
  let wait = 1000;
  let timer = 0;
  let isAsking = false;
  let again = false;
  const watched = new Set();
  const part = (root, name) => root.querySelector(`[data-inbox-${name}]`);

  function count() {
    const number = Number(part(document, "status").dataset.inboxStatus);
    document.title = number ? `(${number}) ${title}` : title;
  }

  function watch() {
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    for (const row of inbox.querySelectorAll("[data-talk-id]")) {
      const conversation = row.dataset.talkId;
      if (watched.has(conversation) || watched.size >= MOST_WATCHED) continue;
      watched.add(conversation);
      socket.send(JSON.stringify({ type: "watch", conversation }));
    }
  }

  function take(page) {
    const list = part(page, "list");
    const status = part(page, "status");
    if (!list || !status) return;
    const shown = part(document, "list");
    if (list.innerHTML !== shown.innerHTML) {
      const href = document.activeElement?.closest("[data-inbox-list] a")?.getAttribute("href");
      shown.innerHTML = list.innerHTML;
      if (href) shown.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus();
    }
    const said = part(document, "status");
    said.dataset.inboxStatus = status.dataset.inboxStatus;
    if (said.textContent !== status.textContent) said.textContent = status.textContent;
    count();
    watch();
  }

  async function ask() {
    if (isSearch) return; // what was searched for stays as it was found
    if (isAsking) { again = true; return; }
    isAsking = true;
    try {
      do {
        again = false;
        const answer = await fetch(location.href);
        if (answer.ok && !answer.redirected) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } while (again);
    } catch { again = false; /* the line is gone: the next time is soon */ } finally { isAsking = false; }
  }

  function soon() { clearTimeout(timer); timer = setTimeout(ask, 300); }

  function connect() {
    const address = new URL("/ws/live/", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(address);
    socket.addEventListener("message", (event) => {
      const frame = JSON.parse(event.data);
      if (frame.type === "hello") { wait = 1000; watch(); }
      if (frame.type === "changed" || frame.type === "over") soon();
    });
    socket.addEventListener("close", (event) => {
      watched.clear();
      if (event.code === 4401) return;
      setTimeout(connect, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, 8000);
    });
  }

  count();
  connect();
  setInterval(() => { if (!document.hidden) ask(); }, POLL);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
})();
