// Sends files in parts and goes on where it stopped: after a lost line by itself, after a reload from what the
// browser kept. Without this script the form sends its files whole. The other side: mentorship/views/uploading.py.
(function () {
  "use strict";
  const LEAST = 64 * 1024;
  const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds

  // What waits is kept in the browser, with its bytes, until it has arrived. --------------------------------------

  const shelf = {
    open() {
      this.database ??= new Promise((resolve, reject) => {
        const request = indexedDB.open("uploads", 1);
        request.onupgradeneeded = () => {
          request.result.createObjectStore("files", { keyPath: "id", autoIncrement: true }).createIndex("place", "place");
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      return this.database;
    },
    async run(mode, work) {
      const database = await this.open();
      return new Promise((resolve, reject) => {
        const transaction = database.transaction("files", mode);
        const request = work(transaction.objectStore("files"));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    },
    put(entry) { return this.run("readwrite", (store) => store.put(entry)); },
    remove(id) { return this.run("readwrite", (store) => store.delete(id)); },
    at(place) { return this.run("readonly", (store) => store.index("place").getAll(place)); },
  };

  // A browser that keeps nothing (private windows, no room) still sends; only a reload then begins anew.
  async function keep(entry) {
    try { entry.id = await shelf.put(entry); } catch { entry.isKept = false; }
    return entry;
  }
  async function forget(entry) {
    try { if (entry.id !== undefined) await shelf.remove(entry.id); } catch { /* it is gone with the window */ }
  }
  async function waiting(place) {
    try { return place ? await shelf.at(place) : []; } catch { return []; }
  }

  // One exchange. Resolves with {status, offset, body}; rejects when the line is gone. ----------------------------

  function ask(method, address, { token, body, headers = {}, progress } = {}) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, address);
      request.timeout = 120000;
      request.setRequestHeader("Accept", "application/json");
      if (token) request.setRequestHeader("X-CSRFToken", token);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      if (progress) request.upload.onprogress = (event) => progress(event.loaded);
      request.onload = () => {
        const isJson = (request.getResponseHeader("Content-Type") || "").includes("json");
        const isLogin = request.responseURL && new URL(request.responseURL).pathname !== new URL(address, location).pathname;
        resolve({
          status: isLogin ? 401 : request.status,
          offset: Number(request.getResponseHeader("Upload-Offset") || 0),
          wait: Number(request.getResponseHeader("Retry-After") || 0),
          body: isJson ? JSON.parse(request.responseText) : {},
        });
      };
      request.onerror = request.ontimeout = request.onabort = () => reject(new Error("no line"));
      request.send(body);
    });
  }

  // Files that were chosen for a work which is only now being made follow it to its page. ------------------------

  for (const form of document.querySelectorAll("form[data-uploads-follow]")) {
    const input = form.querySelector("input[type=file]");
    const place = form.elements.submission && form.elements.submission.value;
    const follow = form.querySelector("input[name=files_follow]");
    if (!input || !place || !follow || !window.indexedDB) continue;
    form.addEventListener("submit", (event) => {
      if (!input.files.length || form.dataset.isReady) return;
      event.preventDefault();
      const files = [...input.files];
      Promise.all(files.map((file) => shelf.put({ place, file, name: file.name }))).then(() => {
        input.value = "";
        follow.value = "1";
      }).catch(() => {}).finally(() => {
        form.dataset.isReady = "1"; // could they not be kept, the form sends them itself
        form.requestSubmit();
      });
    });
  }

  // The page of a work's files. ----------------------------------------------------------------------------------

  const form = document.querySelector("form[data-uploads]");
  if (!form || !window.XMLHttpRequest) return;
  const input = form.querySelector("input[type=file]");
  const list = document.querySelector("[data-uploads-list]");
  const rows = document.querySelector("[data-files]");
  const news = document.querySelector("[data-uploads-news]");
  const pattern = document.querySelector("template[data-upload]");
  const token = form.elements.csrfmiddlewaretoken.value;
  const words = form.dataset;
  const say = (text, name) => text.replace("{name}", name);
  const queue = [];
  let isBusy = false;

  class Sending {
    constructor(entry) {
      this.entry = entry;
      this.tries = 0;
      this.part = 0;
      const item = pattern.content.firstElementChild.cloneNode(true);
      this.item = item;
      this.bar = item.querySelector("progress");
      this.state = item.querySelector("[data-state]");
      this.again = item.querySelector("[data-again]");
      item.querySelector("[data-name]").textContent = entry.name;
      this.bar.setAttribute("aria-label", entry.name);
      this.again.addEventListener("click", () => this.retry());
      item.querySelector("[data-forget]").addEventListener("click", () => this.giveUp());
      list.append(item);
      this.show(words.waits);
    }

    show(text, part) {
      this.state.textContent = text;
      if (part !== undefined) this.bar.value = part;
    }

    retry() {
      this.again.hidden = true;
      this.tries = 0;
      clearTimeout(this.timer);
      if (this.resume) this.resume();
      else if (!queue.includes(this)) { queue.push(this); work(); }
    }

    async giveUp() {
      this.isOver = true;
      clearTimeout(this.timer);
      this.item.remove();
      await forget(this.entry);
      if (this.entry.address) ask("DELETE", this.entry.address, { token }).catch(() => {}); // or the clock does it
      if (this.resume) this.resume();
      input.focus();
    }

    // Waits for the line: a little longer each time, at once when the browser says that it is back.
    pause(seconds) {
      this.show(words.lost);
      this.again.hidden = false;
      return new Promise((resolve) => {
        const go = () => {
          clearTimeout(this.timer);
          removeEventListener("online", go);
          this.again.hidden = true;
          this.resume = null;
          resolve();
        };
        this.resume = go;
        this.timer = setTimeout(go, seconds * 1000);
        addEventListener("online", go);
      });
    }

    async send() {
      while (!this.isOver) {
        try {
          const done = await this.step();
          this.tries = 0;
          if (done) return;
        } catch {
          this.part = Math.max(LEAST, this.part / 2);
          this.isUnsure = true;
          await this.pause(PAUSES[Math.min(this.tries++, PAUSES.length - 1)]);
        }
      }
    }

    async step() {
      const { entry } = this;
      if (!entry.address) return this.begin();
      if (this.offset === undefined || this.isUnsure) return this.look();
      const began = performance.now(), size = entry.file.size;
      const end = Math.min(size, this.offset + this.part);
      const answer = await ask("PATCH", entry.address, {
        token,
        body: entry.file.slice(this.offset, end),
        headers: { "Upload-Offset": String(this.offset), "Content-Type": "application/offset+octet-stream" },
        progress: (sent) => this.show(end === size && this.offset + sent >= size ? words.looks : words.sends,
          Math.min(99, 100 * (this.offset + sent) / size)),
      });
      const seconds = (performance.now() - began) / 1000;
      if (answer.status === 204 || answer.status === 409) {
        this.offset = answer.offset;
        if (seconds < 1.5) this.part = Math.min(this.most, this.part * 2);
        if (seconds > 6) this.part = Math.max(LEAST, this.part / 2);
        return false;
      }
      return this.answered(answer);
    }

    async begin() {
      const body = new FormData();
      body.append("name", this.entry.name);
      body.append("size", this.entry.file.size);
      const answer = await ask("POST", form.dataset.uploads, { token, body });
      if (answer.status !== 201) return this.answered(answer);
      Object.assign(this.entry, answer.body);
      this.part = answer.body.first;
      this.most = answer.body.most;
      this.offset = 0;
      await keep(this.entry);
      return false;
    }

    async look() {
      const answer = await ask("HEAD", this.entry.address);
      if (answer.status !== 200) return this.answered(answer);
      this.part = this.part || this.entry.first || LEAST;
      this.most = this.entry.most || this.part;
      this.offset = answer.offset;
      this.isUnsure = false;
      this.show(words.sends, 100 * this.offset / this.entry.file.size);
      return false;
    }

    // What is no step on the way: it arrived, it is over and begins anew, it is refused, the server is unwell.
    async answered(answer) {
      if (answer.status === 201) return this.arrive(answer.body);
      if (answer.status === 404 || answer.status === 410) {
        if (this.isRenewed) return this.refuse(words.over);
        this.isRenewed = true;
        this.entry.address = null;
        this.offset = undefined;
        return false;
      }
      if (answer.status === 401 || answer.status === 403) return this.stop(words.login);
      if (answer.status === 429) { await this.pause(answer.wait || 60); return false; }
      if (answer.status >= 500) throw new Error("the server is unwell");
      return this.refuse(answer.body.message || words.over);
    }

    async arrive(body) {
      this.isOver = true;
      this.item.remove();
      await forget(this.entry);
      rows.insertAdjacentHTML("beforeend", body.html);
      rows.dispatchEvent(new CustomEvent("files-changed", { bubbles: true }));
      news.textContent = say(words.arrived, this.entry.name);
      return true;
    }

    async refuse(text) {
      await forget(this.entry);
      this.item.classList.add("is-refused");
      this.bar.remove();
      this.show(text);
      news.textContent = `${this.entry.name}: ${text}`;
      return true;
    }

    stop(text) {
      this.show(text);
      this.again.hidden = false;
      return true;
    }
  }

  async function work() {
    if (isBusy) return;
    isBusy = true;
    while (queue.length) await queue.shift().send();
    isBusy = false;
  }

  async function add(files) {
    for (const file of files) {
      const entry = await keep({ place: words.place, file, name: file.name });
      queue.push(new Sending(entry));
    }
    work();
  }

  // A file that stands in the list of unfinished ones goes on when it is chosen again.
  function unfinished(file) {
    for (const item of document.querySelectorAll("[data-unfinished]")) {
      if (item.dataset.name !== file.name || Number(item.dataset.size) !== file.size) continue;
      item.remove();
      return item.dataset.unfinished;
    }
    return null;
  }

  input.addEventListener("change", async () => {
    const files = [...input.files];
    if (!files.length) return;
    input.value = "";
    input.dispatchEvent(new Event("change")); // for what previews the choice
    const fresh = [];
    for (const file of files) {
      const address = unfinished(file);
      if (!address) { fresh.push(file); continue; }
      queue.push(new Sending(await keep({ place: words.place, file, name: file.name, address, first: LEAST, most: 1048576 })));
    }
    add(fresh);
  });

  for (const button of form.querySelectorAll("[data-uploads-plain]")) button.hidden = true;

  (async function resume() {
    const kept = [...(await waiting(words.place)), ...(await waiting(words.submission))];
    for (const entry of kept) {
      for (const item of document.querySelectorAll("[data-unfinished]")) {
        if (item.dataset.unfinished === entry.address) item.remove();
      }
      queue.push(new Sending(entry));
    }
    work();
  })();
})();
