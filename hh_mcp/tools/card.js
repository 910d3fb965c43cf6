(() => {
  "use strict";
  const PAGE = "%page%", KEY = "%key%", LANG = "%lang%";
  const READING = 1100, FIELD = 460, TURN = 600, root = document.documentElement;
  const at = (id) => document.getElementById(id);
  let host = {}, context = {}, ids = [], target = "", wanted = 0, closed = false, briefed = false, given = false, greeted = false;
  const sheets = new Map();

  // The host: JSON-RPC over postMessage, as MCP Apps 2026-01-26 has it
  const waiting = new Map();
  let count = 0;
  const post = (message) => window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  const ask = (method, params, seconds = 20) => new Promise((done, failed) => {
    const id = ++count, timer = setTimeout(() => { waiting.delete(id); failed(new Error("timeout")); }, seconds * 1000);
    waiting.set(id, { done, failed, timer });
    post({ id, method, params });
  });

  async function prove(...words) {
    const bytes = Uint8Array.from(KEY.match(/../g), (pair) => parseInt(pair, 16));
    const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const proof = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(words.join("\n")));
    return Array.from(new Uint8Array(proof), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function dataOf(result) {
    if (result.structuredContent) return result.structuredContent;
    for (const part of result.content || []) {
      try { return JSON.parse(part.text); } catch { /* not ours */ }
    }
    return {};
  }

  async function call(name, args, seconds) {
    const result = await ask("tools/call", { name, arguments: { page: PAGE, ...args } }, seconds);
    const items = dataOf(result).items;
    if (result.isError || !Array.isArray(items)) throw new Error(textOf(result));
    return items;
  }

  const textOf = (result) => (result.content || []).map((part) => part.text || "").join(" ");
  const show = async (some, about = "") =>
    call("show_approval", { action_ids: some, target: about, proof: await prove("show", ...some, about) });

  // What the card shows as a whole
  function brief(text, other = false) {
    at("brief").textContent = text.replaceAll("hh-mcp", "hh\u2011mcp");
    at("brief").hidden = !text;
    briefed = text !== T.wait;
    other ? elsewhere() : (at("elsewhere").hidden = true);
  }
  function elsewhere() {
    at("elsewhere").replaceChildren(...T.elsewhere.split("`").map((part, n) =>
      n % 2 ? Object.assign(document.createElement("code"), { textContent: part }) : part));
    at("elsewhere").hidden = false;
  }

  async function load() {
    const mine = ++wanted;
    if (!KEY || !globalThis.crypto?.subtle) return brief(T.lostBefore, true);
    try {
      const items = await show(ids, target);
      if (mine !== wanted || closed) return;
      if (!items.length) return;
      ids = items.map((item) => item.id);
      draw(items);
    } catch (error) {
      if (mine === wanted) brief(/approval_denied/.test(error.message) ? T.old : T.lostBefore, true);
    }
  }

  function draw(items) {
    for (const [id, sheet] of sheets) if (!ids.includes(id)) { sheet.node.remove(); sheets.delete(id); }
    brief(items.length > 1 ? T.many(items.filter((item) => item.state === "waiting").length) : "");
    for (const item of items) {
      if (!sheets.has(item.id)) sheets.set(item.id, new Sheet());
      sheets.get(item.id).update(item);
    }
  }

  class Sheet {
    constructor() {
      this.node = at("sheet").content.cloneNode(true).firstElementChild;
      this.problem = this.busy = this.pending = "";
      this.edited = this.seen = this.visible = false;
      const field = this.field = this.part("textarea");
      field.id = `text-${sheets.size}`;
      this.part("label").htmlFor = field.id;
      field.addEventListener("input", () => { this.edited = true; this.grow(); this.check(); });
      field.addEventListener("scroll", () => this.look());
      this.part(".end").addEventListener("click", () => { field.scrollTop = field.scrollHeight; field.focus(); });
      this.part(".yes").addEventListener("click", () => this.yes());
      this.part(".no").addEventListener("click", () => this.decide(false));
      this.part("a.vacancy").addEventListener("click", (event) => {
        event.preventDefault();
        ask("ui/open-link", { url: this.item.link }).catch(() => {});
      });
      new IntersectionObserver((seen) => { this.visible = seen.at(-1).isIntersecting; this.look(); })
        .observe(this.part(".under"));
      at("sheets").append(this.node);
    }

    part(selector) { return this.node.querySelector(selector); }
    put(selector, text) { const part = this.part(selector); part.textContent = text || ""; part.hidden = !text; }
    get words() { return T.kinds[this.item.kind] || T.kinds.respond; }
    can(choice) { return (this.item.can || []).includes(choice); }

    update(item) {
      const before = this.item;
      this.item = item;
      if (item.nonce && item.nonce !== before?.nonce) this.shownAt = Date.now();
      if (!this.edited && this.field.value !== (item.text || "")) { this.field.value = item.text || ""; this.seen = false; }
      if (item.problem) this.problem = item.problem.text;
      else if (before && before.state !== item.state) this.problem = "";
      this.draw();
      clearTimeout(this.again);
      const soon = { approved: 2000, sending: 1000 }[item.state];
      if (soon && !this.busy && (this.looks = (this.looks || 0) + 1) < 30) this.again = setTimeout(() => this.refresh(), soon);
    }

    // One state, one look: open while it waits for the person, a line or two afterwards
    draw() {
      const { item, words } = this, open = item.state === "waiting" && !this.busy;
      const tone = { sent: "good", refused: "bad", unknown: "doubt" }[item.state] || "";
      this.node.className = [open && "open", item.kind === "withdraw" && open && "danger", tone].filter(Boolean).join(" ");
      const title = this.part("h2");
      if (title.textContent !== this.heading()) title.textContent = this.heading();  // a live region: once is enough
      this.put("a.vacancy", item.link ? item.vacancy : "");
      this.put(".vacancy.plain", item.link ? "" : item.vacancy);
      this.part("a.vacancy").href = item.link || "#";
      this.put(".employer", item.employer);
      this.part(".what").hidden = !item.vacancy && !item.employer;
      pairs(this.part(".facts"), open ? Object.entries(T.facts).map(([name, title]) => [title, item[name]]) : []);
      pairs(this.part(".answers"), open ? item.answers || [] : []);
      this.part("figcaption").textContent = T.wrote;
      this.part("blockquote").textContent = item.last_message || "";
      this.part("figure").hidden = !open || !item.last_message;
      for (const list of this.node.querySelectorAll(".warn")) {
        const some = (item.warnings || []).filter((warning) => warning.about === list.dataset.about);
        list.replaceChildren(...some.map(({ text }) => element("li", text)));
        list.hidden = !open || !some.length;
      }
      const write = open && !!words.label;
      this.part(".letter").hidden = !write;
      this.part("label").textContent = words.label || "";
      this.part(".end").textContent = T.end;
      this.put(".note", this.note(open));
      this.put(".problem", this.busy ? "" : this.problem);
      const left = item.kind !== "withdraw" && !open && item.state !== "missing" && words.left;
      this.part("details").hidden = !left;
      this.part("summary").textContent = left || "";
      this.part("details p").textContent = item.text || words.none || "";
      this.put(".until", open && item.until ? T.until(moment(item.until)) : "");
      this.buttons(open);
      if (write) this.grow();
      this.check();
      this.look();
    }

    heading() {
      const { item, words } = this;
      if (this.busy === "send" && item.state !== "approved") return words.busy;
      if (this.busy === "undo") return T.undoing;
      const plain = { waiting: words.ask, sending: words.busy, approved: words.approved, sent: words.sent,
        declined: words.declined, unknown: T.unknown };
      return plain[item.state] || (item.state === "missing" ? "hh.ru" : words.not);
    }

    turn() {
      const seconds = Math.ceil(this.item.leaves_in || 0);
      if (seconds > 90) return T.later(moment(new Date(Date.now() + seconds * 1000).toISOString()));
      return seconds > 0 ? T.leaves(seconds) : T.soon;
    }

    note(open) {
      const { item, words } = this;
      if (open) return this.can("send") ? words.note : T.off;
      if (this.busy && item.state !== "approved") return "";
      if (item.state === "approved") return this.turn();
      if (item.state === "sent") return [moment(item.at), item.edited && words.label && T.edited].filter(Boolean).join(". ");
      if (item.state === "refused") return item.detail || T.refused;
      return item.state === "declined" || item.state === "unknown" ? "" : T[item.state];
    }

    buttons(open) {
      const { item, words } = this, approved = item.state === "approved", doubt = item.state === "unknown";
      this.put(".yes", doubt ? T.look : (open || (approved && !this.busy)) && this.can("send") ? words.yes : "");
      this.put(".no", this.can("decline") && !doubt ? (open ? words.no : approved ? T.undo : "") : "");
      this.part(".no").disabled = this.busy === "undo";
      this.part(".acts").hidden = this.part(".yes").hidden && this.part(".no").hidden;
    }

    grow() {
      const most = Math.min(FIELD, Math.max(180, (context.containerDimensions?.maxHeight || 2000) - 320));
      const { scrollTop } = this.field;
      this.field.style.height = "auto";
      this.field.style.height = `${Math.min(this.field.scrollHeight + 2, most)}px`;
      this.field.scrollTop = scrollTop;
    }

    look() {
      const { field } = this;
      if (!this.visible || field.scrollTop + field.clientHeight < field.scrollHeight - 8) return;
      if (!this.seen) { this.seen = true; this.check(); }
    }

    check() {
      if (this.item.state !== "waiting") { this.part(".yes").disabled = false; return; }
      const { length } = tidy(this.field.value), over = length - (this.item.limit || Infinity);
      const writes = !this.part(".letter").hidden, bare = !!this.item.text_required && !length;
      const unread = writes && !this.seen, early = READING - (Date.now() - this.shownAt);
      this.put(".count", over > 0 ? T.over(number(over), plural(over)) : length > this.item.limit * 0.8 ? T.count(number(length), number(this.item.limit)) : "");
      this.part(".count").classList.toggle("over", over > 0);
      this.field.setAttribute("aria-invalid", String(over > 0 || bare));
      const bald = !length && this.item.text ? this.words.without : "";
      this.put(".hint", bare ? this.words.empty : unread ? T.scroll : bald);
      this.part(".end").hidden = !unread;
      this.part(".yes").disabled = over > 0 || (writes && bare) || unread || early > 0;
      clearTimeout(this.ripe);
      if (early > 0) this.ripe = setTimeout(() => this.check(), early + 10);
    }

    yes() { return this.item.state === "unknown" ? this.refresh() : this.decide(true); }

    async decide(send) {
      if (this.busy === "undo" || (this.busy && send)) return;
      const { item } = this, text = send && this.words.label ? wellFormed(this.field.value) : "";
      const undo = !send && item.state === "approved", focused = this.node.contains(document.activeElement);
      this.busy = undo ? "undo" : send ? "send" : "decline";
      this.problem = "";
      this.draw();
      if (focused) this.part("h2").focus();
      const turn = send && setTimeout(() => this.refresh(), TURN);
      try {
        const proof = await prove("decide", item.id, item.nonce, send ? "send" : "decline", text);
        const [fresh] = await call("decide", { action_id: item.id, nonce: item.nonce, send, text, proof }, 58);
        this.finish(fresh);
      } catch (error) {
        await this.recover(error);
      } finally {
        clearTimeout(turn);
      }
    }

    finish(fresh) {
      this.busy = "";
      if (!["waiting", "approved"].includes(fresh.state)) this.edited = false;
      this.update(fresh);
      if (!host.updateModelContext || fresh.problem) return;
      const told = `hh-mcp action ${fresh.id}: ${fresh.state}`;
      ask("ui/update-model-context", { content: [{ type: "text", text: told }] }).catch(() => {});
    }

    // The answer did not come: what is true is read, never guessed
    async recover() {
      try {
        const [fresh] = await show([this.item.id]);
        this.busy = "";
        if (fresh.state === "waiting") { this.problem = T.refusedCall; elsewhere(); }
        this.update(fresh);
      } catch {
        this.busy = "";
        this.problem = T.lost;
        elsewhere();
        this.draw();
      }
    }

    async refresh() {
      try {
        const [fresh] = await show([this.item.id]);
        // while the decision is on its way only its turn is of interest; its own answer says the rest
        if (!closed && (!this.busy || fresh.state === "approved")) this.update(fresh);
        if (this.busy === "send" && fresh.state === "approved") this.countDown();
      } catch { /* what is shown stays; the next look may succeed */ }
    }

    countDown() {
      const item = this.item;
      if (this.busy !== "send" || !(item.leaves_in > 1)) return;
      this.again = setTimeout(() => {
        if (this.item !== item) return;
        item.leaves_in -= 1;
        this.draw();
        this.countDown();
      }, 1000);
    }
  }

  const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  function pairs(list, rows) {
    const some = rows.filter(([, value]) => value);
    list.replaceChildren(...some.flatMap(([title, value]) => [element("dt", title), element("dd", value)]));
    list.hidden = !some.length;
  }
  const tidy = (text) => text.split("\n").map((line) => line.trimEnd()).join("\n").trim();
  const wellFormed = (text) => (text.toWellFormed ? text.toWellFormed() : text);
  const locale = () => (context.locale?.toLowerCase().startsWith(LANG) ? context.locale : LANG);
  const number = (value) => new Intl.NumberFormat(locale()).format(value);
  const plural = (value) => new Intl.PluralRules(LANG).select(value);
  function moment(value) {
    if (!value) return "";
    const options = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: context.timeZone };
    try { return new Intl.DateTimeFormat(locale(), options).format(new Date(value)); } catch {
      return new Date(value).toLocaleString(LANG);
    }
  }

  // What the host sends
  function onResult(result) {
    const data = dataOf(result), text = textOf(result);
    given = true;
    const some = (data.items || [data]).map((item) => item.action_id).filter((id) => typeof id === "string");
    const named = /"action_id"\s*:\s*"(\w+)"/.exec(text);
    if (some.length || named) { ids = some.length ? some : [named[1]]; return load(); }
    if (result.isError) return brief(said(text) || T.nothing);
    brief({ questions: T.questions, external: T.external }[data.status] || T.nothing, !data.status);
  }

  // An error of a tool ends with what the assistant should do; the person needs what happened, and whether it was sent
  function said(text) {
    const whole = text.replace(/^\[\w+\]\s*/, "");
    const end = ["Ничего не отправлено.", "Nothing was sent.", "Уже отправлено.", "It has been sent."]
      .map((mark) => [whole.indexOf(mark), mark]).find(([place]) => place >= 0);
    return end ? whole.slice(0, end[0] + end[1].length) : "";
  }

  function onInput(params) {
    const about = params.arguments || {};
    if (about.action_id && !ids.length) ids = [String(about.action_id)];
    target = String(about.vacancy_id || about.chat_id || about.response_id || "");
  }

  function onContext(changes) {
    context = { ...context, ...changes };
    root.dataset.theme = context.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    for (const [name, value] of Object.entries(context.styles?.variables || {})) {
      if (name.startsWith("--") && value) root.style.setProperty(name, value);
    }
    for (const [side, value] of Object.entries(context.safeAreaInsets || {})) root.style.setProperty(`--${side}`, `${value}px`);
    for (const sheet of sheets.values()) if (sheet.item) sheet.draw();
  }

  const NOTICES = {
    "ui/notifications/tool-result": onResult,
    "ui/notifications/tool-input": onInput,
    "ui/notifications/tool-input-partial": () => {},
    "ui/notifications/tool-cancelled": () => (ids.length ? load() : brief(T.cancelled)),
    "ui/notifications/host-context-changed": onContext,
  };
  const REQUESTS = { ping: () => ({}), "ui/resource-teardown": () => { closed = true; return {}; } };

  window.addEventListener("message", (event) => {
    const message = event.data;
    if (event.source !== window.parent || !message || message.jsonrpc !== "2.0") return;
    if (message.method === undefined) return settle(message);
    const answer = REQUESTS[message.method], notice = NOTICES[message.method];
    if (message.id === undefined) return notice?.(message.params || {});
    post(answer ? { id: message.id, result: answer() }
      : { id: message.id, error: { code: -32601, message: `Method not found: ${message.method}` } });
  });

  function settle(message) {
    const one = waiting.get(message.id);
    if (!one) return;
    waiting.delete(message.id);
    clearTimeout(one.timer);
    message.error ? one.failed(new Error(message.error.message || "refused")) : one.done(message.result || {});
  }

  let height = 0;
  new ResizeObserver(() => {
    const now = Math.ceil(root.getBoundingClientRect().height);
    if (now !== height) post({ method: "ui/notifications/size-changed", params: { height: height = now } });
  }).observe(root);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && ids.length && !closed) for (const sheet of sheets.values()) if (!sheet.busy) sheet.refresh();
  });

  onContext({});
  brief(T.wait);
  const appInfo = { name: "hh-mcp", version: "1" }, appCapabilities = { availableDisplayModes: ["inline"] };
  setTimeout(() => { if (!greeted && !sheets.size) brief(T.lostBefore, true); }, 6000);
  ask("ui/initialize", { protocolVersion: "2026-01-26", appInfo, appCapabilities }, 600).then((result) => {
    greeted = true;
    if (!sheets.size && !wanted) brief(T.wait);
    host = result.hostCapabilities || {};
    onContext(result.hostContext || {});
    post({ method: "ui/notifications/initialized", params: {} });
    // some hosts never hand the result over: then the id or the subject of the call has to do
    for (const seconds of [4, 12, 24, 40]) setTimeout(() => { if (!given && (ids.length || target)) load(); }, seconds * 1000);
    setTimeout(() => { if (!sheets.size && !briefed) brief(T.silent, true); }, 45000);
  }).catch(() => { if (!sheets.size) brief(T.lostBefore, true); });
})();
