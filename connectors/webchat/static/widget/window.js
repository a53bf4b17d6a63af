/** Where the chat stands: in the page, or floating beside it; on a phone it fills the screen. */
import { el, iconButton, rename } from "./elements.js";
import { texts } from "./language.js";

const PHONE = "(max-width: 40em), (max-height: 30em)"; // as in chat.css

/** Tells `on.opened()` and `on.closed()`; `bar` takes the button that closes. */
export class Window {
  #on; #close; #launcher;

  constructor(inline, bar, on) {
    this.#on = on;
    this.panel = inline ? el("section", { className: "panel", role: "region" }) : el("dialog", { className: "panel" });
    this.elements = [this.panel];
    if (!inline) this.#float(bar);
  }

  /** Says its names in the language that is used now. */
  speak() {
    this.panel.ariaLabel = texts.title;
    if (!this.#launcher) return;
    this.#launcher.textContent = texts.launcher;
    rename(this.#close, texts.close);
  }

  #float(bar) {
    this.#launcher = el("button", { className: "launcher", "aria-haspopup": "dialog" });
    this.#close = iconButton("close", "");
    bar.append(this.#close);
    this.elements.push(this.#launcher);
    this.#launcher.addEventListener("click", () => this.#open());
    this.#close.addEventListener("click", () => this.panel.close());
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && this.panel.close());
    this.panel.addEventListener("close", () => {
      this.#launcher.hidden = false;
      this.#launcher.focus();
      this.#on.closed();
    });
  }

  /** Over the whole screen nothing behind it can be reached; beside a page, all of it can. */
  #open() {
    this.#launcher.hidden = true;
    matchMedia(PHONE).matches ? this.panel.showModal() : this.panel.show();
    this.#on.opened();
  }
}
