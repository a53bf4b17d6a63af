/** What was said so far: turns, whether a message arrived, and what can still be pressed. */
import { Blocks } from "./blocks.js";
import { el, text } from "./elements.js";
import { texts } from "./language.js";
import { readButton, silence } from "./reading.js";

const QUIET_MS = 100;
const MARGIN = 12; // pixels above the latest turn

/** Tells `on.say(value, label)`, `on.begin(words)`, `on.again(id, text)` and `on.focus()` what is wanted. */
export class Log {
  #on; #blocks; #welcome;
  #states = new Map(); // message id -> the element that shows its delivery
  #shown = 0; // turns that the server's history holds as well
  element = el("div", { className: "log", role: "log", "aria-live": "polite", tabIndex: 0 });
  status = el("p", { className: "typing", role: "status" });

  constructor(on) {
    this.#on = on;
    this.#blocks = new Blocks(on);
  }

  /** Says what is not part of a turn in the language that is used now. */
  speak() {
    this.element.ariaLabel = texts.log;
    const before = this.#welcome;
    this.#welcome = this.#turn("bot", this.#blocks.welcome());
    before ? before.replaceWith(this.#welcome) : this.element.prepend(this.#welcome);
  }

  /** Somebody said `value`, shown as `label`; with an `id` its delivery is shown as well. */
  user(label, value, id) {
    silence();
    this.#settle(value);
    const state = text("span", texts.states.sending, "state");
    this.#add("user", [text("p", label), id && state]);
    if (id) this.#states.set(id, { state, value });
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** The message `id` is sending, delivered or failed. */
  mark(id, name) {
    const message = this.#states.get(id);
    if (!message) return;
    const failed = name === "failed";
    const state = text(failed ? "button" : "span", texts.states[name], "state");
    state.setAttribute("aria-live", failed ? "polite" : "off"); // good news stay silent
    if (failed) state.addEventListener("click", () => this.#on.again(id, message.value));
    if (message.state.matches(":focus")) this.#on.focus(); // the pressed button goes away
    message.state.replaceWith(state);
    message.state = state;
  }

  /** Takes the message `id` out again; returns its text, null where it is not here. */
  withdraw(id) {
    const message = this.#states.get(id);
    if (!message) return null;
    message.state.closest(".turn").remove();
    this.#states.delete(id);
    this.status.textContent = "";
    return message.value;
  }

  /** An answer that stands for `turns` turns of the history; while a person answers, the bot is silent. */
  reply(messages, turns, role = "bot") {
    this.#shown += turns;
    this.status.textContent = "";
    if (messages.length) this.#add(role, this.#blocks.of(messages));
  }

  /** Back to the latest answer: letters have changed their size. */
  latest() {
    const turn = this.element.lastElementChild;
    if (turn && turn !== this.#welcome) this.element.scrollTop = turn.offsetTop - MARGIN;
  }

  notice(words) {
    this.#add("notice", [text("p", words)]);
  }

  looking() {
    this.status.textContent = texts.looking;
  }

  /** Shows the server's turns if some are missing here, then what is still on its way. */
  rebuild(turns, waiting) {
    if (turns.length === this.#shown) return;
    this.element.setAttribute("aria-live", "off"); // old turns are not news
    this.element.replaceChildren(this.#welcome);
    this.#states.clear();
    for (const turn of turns) {
      if (turn.role === "user") this.user(turn.text, turn.text);
      else if (turn.messages.length) this.#add(turn.role, this.#blocks.of(turn.messages));
    }
    this.#shown = turns.length;
    for (const [id, message] of waiting) this.user(message.text, message.text, id);
    setTimeout(() => this.element.setAttribute("aria-live", "polite"), QUIET_MS);
  }

  #turn(kind, content) {
    const speaker = text("span", texts.speakers[kind] ?? texts.speakers.bot, kind === "staff" ? "speaker" : "hidden-label");
    const turn = el("div", { className: `turn ${kind}` }, speaker, content);
    const reader = kind === "bot" || kind === "staff" ? readButton(turn) : null;
    if (reader) speaker.after(reader);
    return turn;
  }

  #add(kind, content) {
    const turn = this.#turn(kind, content);
    for (const latest of ["feedback", "known"]) { // they are about the latest answer alone
      if (turn.querySelector(`.${latest}`)) this.element.querySelectorAll(`.${latest}`).forEach((old) => old.remove());
    }
    this.status.textContent = "";
    this.element.append(turn);
    this.latest(); // a long answer is read from its start
  }

  /** After the citizen spoke, earlier choices are over; feedback is over once it was given. */
  #settle(value) {
    for (const list of this.element.querySelectorAll(".options")) {
      const buttons = [...list.querySelectorAll("button")];
      const over = !list.matches(".feedback, .chips") || buttons.some((button) => button.value === value);
      if (over) buttons.forEach((button) => (button.ariaDisabled = "true")); // unlike disabled, it keeps the focus
    }
  }
}
