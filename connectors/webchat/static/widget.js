/**
 * The bureau's chat. `<script src="https://SERVER/widget.js" defer></script>` adds it floating to any page; a
 * <labordesk-chat inline> in the page is filled instead, and its content is what people without JavaScript use.
 * Everything shown is built with textContent: no text becomes markup.
 */
(() => {
  "use strict";

  const BASE = new URL(".", document.currentScript.src);
  const TAG = "labordesk-chat";
  const TITLE = "勞工局線上詢問";
  const SESSION_KEY = "labordesk-session";
  const LONGEST = 5000; // a story in a form; otherwise the server takes less, and says so
  const HTTP = "http"; // stands for the socket of a message that is being posted
  const ANSWER_MS = 12_000;
  const POLL_MS = 2000;
  const RETRY_MS = { first: 500, most: 20_000 };
  const SPEAKERS = { user: "您說：", bot: "自動回覆：", staff: "真人服務：" };
  const STATES = { sending: "傳送中", delivered: "已送達", failed: "傳送失敗，點此重送" };
  const OFFLINE = { title: "目前連不上", detail: "您的話還沒有送出。可以點「重送」，或撥 1999、1955。" };
  const SLOW = { title: "回覆比平常慢", detail: "您的話已經送達，請再等一下；急事請撥 1999、1955。" };
  const EXAMPLES = ["老闆不給我加班費怎麼辦", "資遣費怎麼計算？", "勞資爭議調解要怎麼申請？"];
  const WELCOME = [
    { type: "text", text: "您好，這裡是高雄市政府勞工局的自動回覆服務，回答都由勞工局人員撰寫或核定。" },
    { type: "text", text: "請直接打您想問的事，不要輸入身分證字號或電話。" },
    { type: "choices", text: "例如：", numbered: false, options: EXAMPLES.map((text) => ({ label: text, value: text })) },
  ];

  /** The session token; sessionStorage, because a token in localStorage would stay on shared counters. */
  let tokenInMemory = null; // where storage is blocked, the conversation lasts as long as the page
  const stored = (use) => {
    try { return use(sessionStorage); } catch { return null; }
  };
  const session = {
    get: () => stored((storage) => storage.getItem(SESSION_KEY)) ?? tokenInMemory,
    set(token) {
      tokenInMemory = token;
      stored((storage) => (token ? storage.setItem(SESSION_KEY, token) : storage.removeItem(SESSION_KEY)));
    },
  };

  // crypto.randomUUID exists only on https pages; the address of a blob ends with a UUID everywhere.
  const newId = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

  /**
   * Carries messages: WebSocket first, plain HTTP while no socket can be opened. Tells its `on` object:
   * state(id, name), back(id), typing(), reply(messages), said(turns), history(turns, waiting), problem({title, detail}).
   */
  class Transport {
    #on;
    #socket = null;
    #ready = false; // the socket is open and the session resumed: messages may go
    #waiting = new Map(); // id -> {text, socket, acked}: in order, until answered
    #starting = false; // a first message is under way, whose answer will bring the token
    #posting = false;
    #polling = false;
    #delay = RETRY_MS.first; #timer;

    constructor(on) {
      this.#on = on;
    }

    connect() {
      if (this.#socket) return;
      clearTimeout(this.#timer);
      const url = new URL("ws/chat", BASE);
      url.protocol = url.protocol.replace("http", "ws");
      let opened = false;
      const socket = (this.#socket = new WebSocket(url));
      socket.onopen = () => {
        opened = true;
        this.#delay = RETRY_MS.first;
        session.get() ? this.#resume() : this.#flush();
      };
      socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
      socket.onclose = () => {
        this.#socket = null;
        this.#ready = this.#starting = false;
        if (!opened) this.#post();
        this.#timer = setTimeout(() => this.connect(), this.#delay * (0.75 + Math.random() / 2));
        this.#delay = Math.min(this.#delay * 2, RETRY_MS.most);
      };
    }

    /** Sends `text`; a message sent again keeps its id, so that the server answers it once. */
    send(id, text) {
      const again = this.#waiting.has(id);
      const message = { text, socket: null, acked: false };
      this.#waiting.set(id, message);
      this.#on.state(id, "sending");
      setTimeout(() => {
        if (this.#waiting.get(id) !== message) return;
        message.acked ? this.#on.problem(SLOW) : this.#on.state(id, "failed");
      }, ANSWER_MS);
      if (this.#ready) this.#flush();
      else if (again) this.#post();
      else this.connect();
    }

    #resume() {
      this.#socket.send(JSON.stringify({ type: "resume", session: session.get() }));
    }

    /** Sends what this socket has not carried yet; before there is a token, one message at a time. */
    #flush() {
      this.#ready = true;
      for (const [id, message] of this.#waiting) {
        if (this.#starting) return;
        if ([HTTP, this.#socket].includes(message.socket)) continue;
        this.#starting = !session.get();
        message.socket = this.#socket;
        this.#socket.send(JSON.stringify({ session: session.get(), text: message.text, id }));
      }
    }

    #receive(frame) {
      if (frame.session) session.set(frame.session);
      if (frame.type === "ack") this.#acknowledge(frame.id);
      else if (frame.type === "typing") this.#on.typing();
      else if (frame.type === "history") this.#resumed(frame.turns);
      else if (frame.type === "said") this.#on.said(frame.turns);
      else if (frame.type === "error") this.#refused(frame);
      else if (frame.messages && this.#waiting.has(frame.id)) {
        this.#acknowledge(frame.id);
        this.#on.reply(frame.messages);
        this.#settled(frame.id);
        if (frame.turn && !this.#socket) this.#poll(frame.turn);
      }
    }

    /** Asks what staff say while a person answers and no socket can be opened; an open one is told. */
    async #poll(after) {
      if (this.#polling) return;
      this.#polling = true;
      for (let owner = "human"; owner !== "bot" && !this.#ready; ) {
        await new Promise((done) => setTimeout(done, POLL_MS));
        try {
          const body = JSON.stringify({ session: session.get(), after });
          const headers = { "Content-Type": "application/json" };
          const response = await fetch(new URL("api/v1/chat/poll", BASE), { method: "POST", headers, body });
          if (!response.ok || this.#ready) continue;
          const news = await response.json();
          ({ turn: after, owner } = news);
          if (news.turns.length) this.#on.said(news.turns);
        } catch {
          continue; // the net is away: ask again
        }
      }
      this.#polling = false;
    }

    #acknowledge(id) {
      const message = this.#waiting.get(id);
      if (!message || message.acked) return;
      message.acked = true;
      this.#on.state(id, "delivered");
    }

    #settled(id) {
      this.#waiting.delete(id);
      this.#starting = false;
      if (this.#ready) this.#flush();
    }

    /** What the history holds has come in; the rest is sent again: the server answers an id once. */
    #resumed(turns) {
      for (const { id } of turns) this.#waiting.delete(id);
      for (const message of this.#waiting.values()) {
        if (message.socket !== HTTP) Object.assign(message, { socket: null, acked: false });
      }
      this.#on.history(turns, this.#waiting);
      this.#flush();
    }

    #refused({ id, title, detail, edit, errors }) {
      this.#on.problem({ title, detail });
      if (id) {
        if (edit ?? errors?.some(({ field }) => field === "text")) this.#on.back(id);
        else this.#on.state(id, "failed");
        this.#settled(id);
      } else if (!this.#ready && this.#socket) {
        session.set(null); // the old conversation cannot be resumed: start a new one
        this.#flush();
      }
    }

    /** Posts what no socket has carried; the id lets the server tell a repetition. */
    async #post() {
      if (this.#posting) return;
      this.#posting = true;
      for (const [id, message] of this.#waiting) {
        if (message.socket) continue;
        message.socket = HTTP;
        try {
          const body = JSON.stringify({ session: session.get(), text: message.text, id });
          const headers = { "Content-Type": "application/json" };
          const response = await fetch(new URL("api/v1/chat", BASE), { method: "POST", headers, body });
          const answer = await response.json();
          this.#receive(response.ok ? { ...answer, id } : { ...answer, title: "沒有送出", type: "error", id });
        } catch {
          message.socket = null;
          this.#on.state(id, "failed");
          this.#on.problem(OFFLINE);
          break;
        }
      }
      this.#posting = false;
    }
  }

  /** An element with properties (or attributes) and children; empty children are left out. */
  const el = (tag, properties = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) name in node ? (node[name] = value) : node.setAttribute(name, value);
    node.append(...children.flat().filter(Boolean));
    return node;
  };
  const text = (tag, content, className = "") => el(tag, { textContent: content, className });
  const items = (tag, values) => el(tag, {}, values.map((value) => el("li", {}, value)));

  /** A link to a web address, a path of the server or a phone; other schemes stay plain text. */
  const anchor = (label, address) => {
    const url = address && URL.canParse(address, BASE) ? new URL(address, BASE) : null;
    if (!["http:", "https:", "tel:"].includes(url?.protocol)) return document.createTextNode(label);
    return el("a", { href: url.href, target: "_blank", rel: "noopener", textContent: label });
  };

  const phone = (shown) => {
    const number = shown.match(/^[0-9][0-9-]{2,}/)?.[0];
    return number ? el("a", { href: `tel:${number.replaceAll("-", "")}`, textContent: shown }) : shown;
  };
  const pair = ([name, value]) => value && el("div", {}, text("dt", name), el("dd", {}, value));
  const pairs = (rows) => el("dl", { className: "pairs" }, rows.map(pair));
  const fold = (title, ...content) => el("details", {}, text("summary", title), ...content);
  const paper = ({ name, required, missing }) => name + (required ? "" : "（有的話請帶）") + (missing ? `。沒有時：${missing}` : "");
  const papers = (group) => [text("b", group.situation), items("ul", group.items.map(paper))];

  /** An entry in the citizen's language; the official Chinese follows it. */
  function translated({ translation: other, window: place }) {
    const { labels } = other;
    const paper = ({ name, required, missing }) => name + (required ? "" : ` (${labels.optional})`) + (missing ? ` — ${labels.missing}: ${missing}` : "");
    const group = ({ situation, items: list }) => [text("b", situation), items("ul", list.map(paper))];
    return el("div", { className: "translation", lang: other.language },
      text("h3", other.question),
      other.notice && text("p", other.notice, "stamp"),
      text("p", other.answer),
      pairs([[labels.window, other.window], [labels.phone, phone(place.phone)]]),
      text("p", `${labels.say}: ${other.say}`, "say"),
      other.documents.length && fold(labels.documents, ...other.documents.flatMap(group)),
      text("b", labels.official),
    );
  }

  function card(entry) {
    const { window: place, online } = entry;
    const hours = place.open === "unknown" ? place.open_text : `${place.hours}（${place.open_text}）`;
    const forms = entry.forms.map((form) => [anchor(form.name, form.url), `：${form.where}`]);
    if (online) forms.push(["線上申辦：", anchor(online.name, online.url), online.note && `（${online.note}）`]);
    const elsewhere = entry.other_windows.map(([when, other]) => [`${when}：${other.name}，`, phone(other.phone)]);
    const stamp = [place.remark, `資料日期 ${entry.as_of}`, `編號 ${entry.id}`, `版次 ${entry.generation}`];
    return el("article", { className: "card" },
      entry.translation && translated(entry),
      text("h3", entry.question),
      text("p", entry.answer),
      text("p", `到窗口可以這樣說：「${entry.say}」`, "say"),
      pairs([["窗口", place.name], ["地址", place.address], ["電話", phone(place.phone)], ["服務時間", hours]]),
      pairs([["費用", entry.fee], ["期限", entry.time_limit], ["處理時間", entry.duration]]),
      entry.calculators.length && el("p", {}, entry.calculators.map(({ id, title }) => [anchor(title, `tools/${id}`), " "]).flat()),
      entry.documents.length && fold("要帶的文件", ...entry.documents.flatMap(papers)),
      entry.steps.length && fold("怎麼做", items("ol", entry.steps)),
      forms.length && fold("表單與線上申辦", items("ul", forms)),
      elsewhere.length && fold("其他窗口", items("ul", elsewhere)),
      entry.details.length && fold("補充說明", items("ul", entry.details)),
      fold("法令依據", items("ul", [...entry.legal_basis, ...entry.unconfirmed])),
      el("p", {}, anchor("看完整說明", `faq/${entry.id}`)),
      text("p", stamp.filter(Boolean).join("・"), "stamp"),
    );
  }

  class LabordeskChat extends HTMLElement {
    #log; #typing; #input; #transport;
    #states = new Map(); // message id -> the element that shows its delivery
    #shown = 0; // turns in the log that the server's history holds as well

    connectedCallback() {
      if (this.shadowRoot) return;
      const view = el("div", { hidden: true });
      const styles = el("link", { rel: "stylesheet", href: new URL("widget.css", BASE).href });
      styles.onload = styles.onerror = () => (view.hidden = false); // never shown unstyled
      this.attachShadow({ mode: "open" }).append(styles, view);
      this.#transport = new Transport({
        state: (id, name) => this.#mark(id, name),
        back: (id) => this.#giveBack(id),
        typing: () => (this.#typing.textContent = "正在查詢"),
        reply: (messages) => this.#reply(messages, 2), // the message that is answered, and the answer
        said: (turns) => turns.forEach((turn) => this.#reply(turn.messages, 1, turn.role)),
        history: (turns, waiting) => this.#rebuild(turns, waiting),
        problem: ({ title, detail }) => this.#addTurn("notice", [text("p", `${title}。${detail ?? ""}`)]),
      });
      const inline = this.hasAttribute("inline");
      const panel = this.#panel(inline);
      view.append(panel);
      if (!inline) view.append(this.#launcher(panel));
      this.#addTurn("bot", this.#blocks(WELCOME));
      if (inline && session.get()) this.#transport.connect();
    }

    #panel(inline) {
      this.#log = el("div", { className: "log", role: "log", "aria-live": "polite", "aria-label": "對話內容", tabIndex: 0 });
      this.#typing = el("p", { className: "typing", role: "status" });
      this.#input = el("textarea", { id: "text", rows: 1, placeholder: "例：資遣費怎麼算", enterKeyHint: "send" });
      const label = el("label", { htmlFor: "text", className: "hidden-label", textContent: "輸入您的問題" });
      const form = el("form", { className: "form" }, label, this.#input, text("button", "送出", "send"));
      const submit = (event) => {
        event.preventDefault();
        const length = [...this.#input.value.trim()].length;
        if (length > LONGEST) {
          const told = `一次最多 5,000 字，您寫了 ${length.toLocaleString()} 字，還沒有送出；您寫的還在輸入格裡，請縮短後再送。`;
          return this.#addTurn("notice", [text("p", told)]);
        }
        this.#say(this.#input.value);
        this.#input.value = "";
        this.#input.focus();
      };
      form.addEventListener("submit", submit);
      // Enter also confirms a character of an input method (229): then it does not send.
      this.#input.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
      });
      this.#input.addEventListener("focus", () => this.#transport.connect(), { once: true });
      const head = el("header", { className: "head" }, el("div", {}, text("h2", TITLE), text("p", "自動回覆服務・回答經勞工局人員核定")));
      const panel = { className: "panel", hidden: !inline, role: inline ? "region" : "dialog", "aria-label": TITLE };
      return el("section", panel, head, this.#log, this.#typing, form);
    }

    #launcher(panel) {
      const button = el("button", { className: "launcher", textContent: "問勞工局", "aria-haspopup": "dialog" });
      const toggle = (open) => {
        panel.hidden = !open;
        button.hidden = open;
        (open ? this.#input : button).focus();
      };
      const close = el("button", { className: "close", textContent: "×", "aria-label": "關閉對話" });
      panel.querySelector("header").append(close);
      close.addEventListener("click", () => toggle(false));
      button.addEventListener("click", () => toggle(true));
      panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && toggle(false));
      return button;
    }

    #say(value, label = value) {
      if (!value.trim()) return;
      const id = newId();
      this.#addUser(label, value, id);
      this.#transport.send(id, value);
    }

    #addUser(label, value, id) {
      this.#settle(value);
      const state = text("span", STATES.sending, "state");
      this.#addTurn("user", [text("p", label), id && state]);
      if (id) this.#states.set(id, { state, value });
      this.#log.scrollTop = this.#log.scrollHeight;
    }

    #mark(id, name) {
      const message = this.#states.get(id);
      if (!message) return;
      const failed = name === "failed";
      const state = text(failed ? "button" : "span", STATES[name], "state");
      state.setAttribute("aria-live", failed ? "polite" : "off"); // good news stay silent
      if (failed) state.addEventListener("click", () => this.#transport.send(id, message.value));
      if (message.state.matches(":focus")) this.#input.focus(); // the pressed button goes away
      message.state.replaceWith(state);
      message.state = state;
    }

    /** What the server does not take as it is goes back to where it can be changed: nothing typed is lost. */
    #giveBack(id) {
      const message = this.#states.get(id);
      if (!message) return;
      message.state.closest(".turn").remove();
      this.#states.delete(id);
      this.#input.value = [message.value, this.#input.value].filter(Boolean).join("\n");
      this.#typing.textContent = "";
      this.#input.focus();
    }

    #reply(messages, turns, role = "bot") {
      this.#shown += turns;
      this.#typing.textContent = "";
      if (messages.length) this.#addTurn(role, this.#blocks(messages)); // while a person answers, the bot is silent
    }

    /** Shows the server's turns if some are missing here, then what is still on its way. */
    #rebuild(turns, waiting) {
      if (turns.length === this.#shown) return;
      this.#log.setAttribute("aria-live", "off"); // old turns are not news
      this.#log.replaceChildren();
      this.#states.clear();
      this.#addTurn("bot", this.#blocks(WELCOME));
      for (const turn of turns) {
        if (turn.role === "user") this.#addUser(turn.text, turn.text);
        else if (turn.messages.length) this.#addTurn(turn.role, this.#blocks(turn.messages));
      }
      this.#shown = turns.length;
      for (const [id, message] of waiting) this.#addUser(message.text, message.text, id);
      setTimeout(() => this.#log.setAttribute("aria-live", "polite"), 100);
    }

    #addTurn(kind, content) {
      const speaker = text("span", SPEAKERS[kind] ?? SPEAKERS.bot, kind === "staff" ? "speaker" : "hidden-label");
      const turn = el("div", { className: `turn ${kind}` }, speaker, content);
      this.#typing.textContent = "";
      this.#log.append(turn);
      this.#log.scrollTop = turn.offsetTop - 12; // a long answer is read from its start
    }

    #blocks(messages) {
      const blocks = {
        text: (block) => text("p", block.text),
        choices: (block) => [text("p", block.text), this.#options(block.options, block.numbered ?? true)],
        faq_card: (block) => {
          this.#log.querySelectorAll(".feedback").forEach((old) => old.remove()); // it asks about the latest answer
          return [card(block.entry), this.#options(block.feedback ?? [], false, "options row feedback")];
        },
        link: (block) => el("p", {}, anchor(block.label, block.url)),
      };
      return messages.flatMap((block) => blocks[block.type]?.(block) ?? []);
    }

    #options(options, numbered, className = "options") {
      const buttons = options.map(({ label, value }, index) => {
        const button = text("button", numbered ? `${index + 1}. ${label}` : label, "option");
        button.value = value;
        button.addEventListener("click", () => button.ariaDisabled !== "true" && this.#say(value, label));
        return [button];
      });
      const list = items("ul", buttons);
      list.className = className;
      return list;
    }

    /** After the citizen spoke, earlier choices are over; feedback is over once it was given. */
    #settle(value) {
      for (const list of this.#log.querySelectorAll(".options")) {
        const buttons = [...list.querySelectorAll("button")];
        const over = !list.matches(".feedback") || buttons.some((button) => button.value === value);
        if (over) buttons.forEach((button) => (button.ariaDisabled = "true")); // unlike disabled, it keeps the focus
      }
    }
  }

  customElements.define(TAG, LabordeskChat);
  const start = () => document.querySelector(TAG) ?? document.body.append(document.createElement(TAG));
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", start) : start();
})();
