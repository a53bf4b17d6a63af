/** Messages and their answers on the way between the chat and the server. */
import { BASE } from "./elements.js";
import { texts } from "./language.js";
import { session } from "./session.js";

const HTTP = "http"; // stands for the socket of a message that is being posted
const ANSWER_MS = 12_000;
const POLL_MS = 2000;
const RETRY_MS = { first: 500, most: 20_000 };

/**
 * Carries messages: WebSocket first, plain HTTP while no socket can be opened. Tells its `on` object:
 * state(id, name), back(id), typing(), reply(messages), said(turns), history(turns, waiting), files(allowed), problem({…}).
 */
export class Transport {
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
      message.acked ? this.#on.problem(texts.slow) : this.#on.state(id, "failed");
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
    else if (frame.type === "history") this.#resumed(frame);
    else if (frame.type === "said") this.#said(frame);
    else if (frame.type === "error") this.#refused(frame);
    else if (frame.messages && this.#waiting.has(frame.id)) {
      this.#acknowledge(frame.id);
      this.#on.reply(frame.messages);
      this.#on.files(Boolean(frame.state?.files));
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
        if (news.turns.length) this.#said(news);
      } catch {
        continue; // the net is away: ask again
      }
    }
    this.#polling = false;
  }

  #said({ turns, owner }) {
    this.#on.said(turns);
    this.#on.files(owner === "human");
  }

  /** Posts a file; sent again with its id, the server takes it once. */
  async sendFile(id, file) {
    this.#on.state(id, "sending");
    const body = new FormData();
    for (const [name, value] of Object.entries({ session: session.get() ?? "", id, file })) body.append(name, value);
    try {
      const response = await fetch(new URL("api/v1/chat/files", BASE), { method: "POST", body });
      const answer = await response.json();
      if (!response.ok) throw answer;
      this.#on.state(id, "delivered");
      this.#on.reply(answer.messages);
      this.#on.files(Boolean(answer.state.files));
    } catch (problem) {
      this.#on.state(id, "failed");
      this.#on.problem(problem.detail ? { title: texts.notSent, detail: problem.detail } : texts.offline);
    }
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
  #resumed({ turns, files }) {
    this.#on.files(Boolean(files));
    for (const { id } of turns) this.#waiting.delete(id);
    for (const message of this.#waiting.values()) {
      if (message.socket !== HTTP) Object.assign(message, { socket: null, acked: false });
    }
    this.#on.history(turns, this.#waiting);
    this.#flush();
  }

  #refused({ id, reason, title, detail, edit, errors }) {
    this.#on.problem({ title: texts.refused[reason] ?? title, detail });
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
        this.#receive(response.ok ? { ...answer, id } : { ...answer, title: texts.notSent, type: "error", id });
      } catch {
        message.socket = null;
        this.#on.state(id, "failed");
        this.#on.problem(texts.offline);
        break;
      }
    }
    this.#posting = false;
  }
}
