/** The microphone: speech becomes text in the box, to be read and sent by hand. Only where the browser can do it. */
import { iconButton, rename } from "./elements.js";
import { texts } from "./language.js";
import { prefer, preferences } from "./preferences.js";
import { silence } from "./reading.js";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

/** Listens for `input` and tells in `note` what happens; the button is null where the browser cannot listen. */
export class Listening {
  #input; #note; #running = null;

  constructor(input, note) {
    this.#input = input;
    this.#note = note;
    this.button = Recognition ? iconButton("listen", texts.listening.start) : null;
    this.button?.classList.add("listen");
    this.button?.addEventListener("click", () => (this.#running ? this.stop() : this.#start()));
  }

  /** Says its name in the language that is used now. */
  speak() {
    if (this.button) rename(this.button, this.#running ? texts.listening.stop : texts.listening.start);
  }

  stop() {
    this.#running?.stop();
  }

  /** The first time it only says where the sound goes. */
  #start() {
    if (!preferences().toldOfSound) {
      prefer({ toldOfSound: true });
      this.#note.textContent = texts.listening.where;
      return;
    }
    silence();
    const recognition = new Recognition();
    const before = this.#input.value && `${this.#input.value.trimEnd()} `;
    Object.assign(recognition, { lang: texts.voice, interimResults: true, continuous: false });
    recognition.onresult = ({ results }) => {
      this.#input.value = before + [...results].map(([best]) => best.transcript).join("");
      this.#input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    recognition.onerror = ({ error }) => (this.#note.textContent = error === "not-allowed" ? texts.listening.refused : texts.listening.failed);
    recognition.onend = () => this.#ended();
    this.#running = recognition;
    this.button.dataset.on = "";
    this.#note.textContent = texts.listening.listening;
    this.speak();
    recognition.start();
  }

  #ended() {
    this.#running = null;
    delete this.button.dataset.on;
    this.speak();
    if (this.#note.textContent === texts.listening.listening) this.#note.textContent = "";
    this.#input.focus();
  }
}
