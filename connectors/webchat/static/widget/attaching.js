/** The button that sends a photo or PDF: there while a form or a person takes files. */
import { el, iconButton, rename } from "./elements.js";
import { texts } from "./language.js";

const LARGEST = 10 * 1024 * 1024; // the server takes no more

/** Tells `on.file(file)` what was chosen, and `on.tooLarge(name)` what the server would not take. */
export class Attaching {
  #input = el("input", { type: "file", accept: "image/*,application/pdf", multiple: true, hidden: true });
  button = iconButton("attach", texts.files.attach, { hidden: true });

  constructor(on) {
    this.button.classList.add("attach");
    this.button.append(this.#input);
    this.button.addEventListener("click", (event) => event.target !== this.#input && this.#input.click());
    this.#input.addEventListener("change", () => {
      for (const file of this.#input.files) file.size > LARGEST ? on.tooLarge(file.name) : on.file(file);
      this.#input.value = ""; // the same file can be chosen again
    });
  }

  /** Says its name in the language that is used now. */
  speak() {
    rename(this.button, texts.files.attach);
  }

  /** Whether files are taken now. */
  allow(is) {
    this.button.hidden = !is;
  }
}
