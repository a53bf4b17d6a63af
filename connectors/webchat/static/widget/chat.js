/**
 * The bureau's chat as an element. A <labordesk-chat inline> in the page is filled, and its content is what people
 * without JavaScript use; without one, the chat floats. It lives in a shadow root: the page does not reach into it.
 */
import { Composer } from "./composer.js";
import { el } from "./elements.js";
import { language, LANGUAGES, preferred, texts, use } from "./language.js";
import { fit, unfoldInPrint } from "./layout.js";
import { Log } from "./log.js";
import { prefer, preferences } from "./preferences.js";
import { silence } from "./reading.js";
import { session } from "./session.js";
import { Tools } from "./tools.js";
import { Transport } from "./transport.js";
import { Window } from "./window.js";

const TAG = "labordesk-chat";

// crypto.randomUUID exists only on https pages; the address of a blob ends with a UUID everywhere.
const newId = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

class LabordeskChat extends HTMLElement {
  #view = el("div", { className: "view", hidden: true });
  #log; #composer; #tools; #transport; #frame;
  #files = new Map(); // message id -> the file that it is, to send it again

  async connectedCallback() {
    if (this.shadowRoot) return;
    const before = this.querySelector("[name=text], [name=q]"); // what people use until this is loaded
    const wasTyping = before !== null && before === document.activeElement;
    const styles = el("link", { rel: "stylesheet", href: new URL("chat.css", import.meta.url).href });
    const styled = new Promise((done) => (styles.onload = styles.onerror = done));
    this.attachShadow({ mode: "open" }).append(styles, this.#view);
    this.#build(this.hasAttribute("inline"));
    await use(preferred());
    this.#speak();
    await styled; // never shown unstyled
    this.#view.hidden = false;
    this.#composer.input.value = before?.value ?? "";
    if (wasTyping) this.#composer.focus();
    fit(this, this.#view);
    unfoldInPrint(this.shadowRoot);
    if (this.hasAttribute("inline") && session.get()) this.#transport.connect();
  }

  #build(inline) {
    this.#log = new Log({
      say: (value, label) => this.#say(value, label),
      begin: (words) => this.#composer.begin(words),
      again: (id, words) => (this.#files.has(id) ? this.#transport.sendFile(id, this.#files.get(id)) : this.#transport.send(id, words)),
      focus: () => this.#composer.focus(),
    });
    this.#composer = new Composer({
      say: (words) => this.#say(words),
      file: (file) => this.#sendFile(file),
      tooLarge: (name) => this.#log.notice(texts.files.tooLarge(name)),
      tooLong: (length) => this.#log.notice(texts.tooLong(length.toLocaleString("en-US"))),
    });
    this.#tools = new Tools(this.#view, { language: (tag) => this.#choose(tag), resized: () => this.#log.latest() });
    this.#transport = new Transport({
      state: (id, name) => this.#log.mark(id, name),
      back: (id) => this.#giveBack(id),
      typing: () => this.#log.looking(),
      files: (allowed) => this.#composer.allowFiles(allowed),
      reply: (messages) => this.#reply(messages),
      said: (turns) => turns.forEach((turn) => this.#log.reply(turn.messages, 1, turn.role)),
      history: (turns, waiting) => this.#log.rebuild(turns, waiting),
      problem: ({ title, detail }) => this.#log.notice([title, detail].filter(Boolean).join("：")),
    });
    this.#frame = new Window(inline, this.#tools.bar, { opened: () => this.#composer.focus(), closed: silence });
    this.#frame.panel.append(this.#tools.element, this.#log.element, this.#log.status, this.#composer.element);
    this.#composer.input.addEventListener("focus", () => this.#transport.connect(), { once: true });
    this.#view.append(...this.#frame.elements);
  }

  #speak() {
    this.#view.lang = language;
    for (const part of [this.#tools, this.#log, this.#composer, this.#frame]) part.speak();
  }

  /** A language was chosen: it is remembered, and a conversation that has begun goes on in it. */
  async #choose(tag) {
    const isThere = await use(tag);
    this.#speak();
    if (!isThere) return;
    prefer({ language: tag });
    if (session.get()) this.#say(LANGUAGES[tag]);
  }

  #say(words, label = words) {
    if (!words.trim()) return;
    const id = newId();
    this.#log.user(label, words, id);
    this.#transport.send(id, words);
  }

  #sendFile(file) {
    const id = newId();
    this.#files.set(id, file);
    this.#log.user(`${texts.files.sent}${file.name}`, file.name, id);
    this.#transport.sendFile(id, file);
  }

  /** The message that was answered, and the answer; who chose no language is followed in it. */
  async #reply(messages) {
    this.#log.reply(messages, 2);
    const spoken = messages.find((block) => block.type === "faq_card")?.language;
    if (!(spoken in LANGUAGES) || spoken === language || preferences().language) return;
    if (await use(spoken)) this.#speak();
  }

  /** What the server does not take as it is goes back to where it can be changed: nothing typed is lost. */
  #giveBack(id) {
    const words = this.#log.withdraw(id);
    if (words !== null) this.#composer.giveBack(words);
  }
}

customElements.define(TAG, LabordeskChat);
if (!document.querySelector(TAG)) document.body.append(document.createElement(TAG));
