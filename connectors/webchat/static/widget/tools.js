/** The head of the chat: what it is, its language, large text, dark, print. */
import { BASE, el, icon, iconButton, rename, text } from "./elements.js";
import { language, LANGUAGES, texts } from "./language.js";
import { prefer, preferences } from "./preferences.js";

const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isOwnPage = BASE.origin === location.origin; // the page of another site is not ours to paint

/** Paints `view` as it is liked or as the system has it, and our own page with it. */
export function paint(view) {
  const { theme, large } = preferences();
  const look = { theme: theme ?? (systemDark.matches ? "dark" : "light"), text: large ? "large" : "usual" };
  for (const node of isOwnPage ? [view, document.documentElement] : [view]) Object.assign(node.dataset, look);
}

/** Tells `on.language(tag)` which one was chosen, and `on.resized()` that letters have another size. */
export class Tools {
  #title = text("h2", "");
  #subtitle = text("p", "");
  #select; #view;
  #large = iconButton("large", "");
  #dark = iconButton("dark", "");
  #print = iconButton("print", "");

  constructor(view, on) {
    this.#view = view;
    const options = Object.entries(LANGUAGES).map(([value, name]) => el("option", { value, lang: value, textContent: name }));
    this.#select = el("select", {}, options);
    this.#select.addEventListener("change", () => on.language(this.#select.value));
    this.#large.addEventListener("click", () => {
      this.#toggle({ large: !preferences().large });
      on.resized();
    });
    this.#dark.addEventListener("click", () => this.#toggle({ theme: view.dataset.theme === "dark" ? "light" : "dark" }));
    this.#print.addEventListener("click", () => print());
    systemDark.addEventListener("change", () => this.#toggle({}));
    this.bar = el("div", { className: "tools" }, el("span", { className: "language" }, icon("globe"), this.#select), this.#large, this.#dark, this.#print);
    this.element = el("header", { className: "head" }, el("div", {}, this.#title, this.#subtitle), this.bar);
    this.#toggle({});
  }

  /** Says everything in the language that is used now. */
  speak() {
    this.#title.textContent = texts.title;
    this.#subtitle.textContent = texts.subtitle;
    this.#select.value = language;
    this.#select.ariaLabel = texts.tools.language;
    for (const [button, name] of [[this.#large, "large"], [this.#dark, "dark"], [this.#print, "print"]]) rename(button, texts.tools[name]);
  }

  #toggle(changes) {
    if (Object.keys(changes).length) prefer(changes);
    paint(this.#view);
    this.#large.ariaPressed = String(this.#view.dataset.text === "large");
    this.#dark.ariaPressed = String(this.#view.dataset.theme === "dark");
  }
}
