/** The one box in which everything is typed or spoken, with its suggestions and the button that sends. */
import { Attaching } from "./attaching.js";
import { el, text } from "./elements.js";
import { texts } from "./language.js";
import { Listening } from "./listening.js";
import { Suggestions } from "./suggestions.js";

const LONGEST = 5000; // a story in a form; otherwise the server takes less, and says so

/** Tells `on.say(text)` and `on.file(file)` what was sent, `on.tooLong(length)` and `on.tooLarge(name)` what was not. */
export class Composer {
  #on; #label; #send; #suggestions; #listening; #attaching;
  #note = el("p", { className: "note", role: "status" });
  input = el("textarea", { id: "text", rows: 1, enterKeyHint: "send" });

  constructor(on) {
    this.#on = on;
    this.#label = el("label", { htmlFor: "text", className: "hidden-label" });
    this.#send = text("button", "", "send");
    this.#suggestions = new Suggestions(this.input, (headline) => this.#say(headline));
    this.#listening = new Listening(this.input, this.#note);
    this.#attaching = new Attaching(on);
    const row = el("div", { className: "row" }, this.input, this.#attaching.button, this.#listening.button, this.#send);
    this.element = el("form", { className: "form" }, this.#suggestions.list, this.#suggestions.status, this.#label, this.#note, row);
    this.element.addEventListener("submit", (event) => this.#submit(event));
    // Enter also confirms a character of an input method (229): then it does not send.
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) this.#submit(event);
    });
  }

  /** Says everything in the language that is used now. */
  speak() {
    this.#label.textContent = texts.input;
    this.input.placeholder = texts.placeholder;
    this.#send.textContent = texts.send;
    this.#note.textContent = "";
    this.#attaching.speak();
    this.#listening.speak();
  }

  focus() {
    this.input.focus();
  }

  /** Files are taken now, or not. */
  allowFiles(is) {
    this.#attaching.allow(is);
  }

  /** Begins a message for the citizen to finish. */
  begin(words) {
    this.input.value = `${words} `;
    this.focus();
  }

  /** Puts back what could not be sent, before what was typed meanwhile. */
  giveBack(words) {
    this.input.value = [words, this.input.value].filter(Boolean).join("\n");
    this.focus();
  }

  #submit(event) {
    event.preventDefault();
    const length = [...this.input.value.trim()].length;
    length > LONGEST ? this.#on.tooLong(length) : this.#say(this.input.value);
  }

  #say(words) {
    this.#listening.stop();
    this.#note.textContent = "";
    this.input.value = "";
    this.#suggestions.close();
    this.#on.say(words);
    this.focus();
  }
}
