/** Headlines of the FAQ offered while somebody types: a combobox with a list, as the ARIA Authoring Practices have it. */
import { el } from "./elements.js";
import { language, texts } from "./language.js";
import { Headlines } from "./matching.js";

const LONGEST = 60; // a longer text is a story, not the beginning of a question
const CLAUSES = /[，,。.；;！!？?、]+/u;
const headlines = new Map(); // language -> promise of its headlines; loaded once somebody begins to type

const load = (tag) => {
  if (!headlines.has(tag)) {
    const coming = import(`./headlines/${tag}.js`).then((found) => new Headlines(found.default), () => new Headlines([]));
    headlines.set(tag, coming);
  }
  return headlines.get(tag);
};

/** What somebody is at: 「我姓王，老闆欠薪」 is about the second part. */
const lastClause = (typed) => typed.split(CLAUSES).filter((clause) => clause.trim()).at(-1) ?? "";

/** The list of one text box; `choose` gets the headline that was chosen. */
export class Suggestions {
  #input; #choose; #active = -1;
  list = el("ul", { id: "suggestions", className: "suggestions", role: "listbox", hidden: true });
  status = el("p", { className: "hidden-label", role: "status" });

  constructor(input, choose) {
    this.#input = input;
    this.#choose = choose;
    const combobox = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(combobox)) input.setAttribute(name, value);
    input.addEventListener("focus", () => load(language), { once: true });
    input.addEventListener("input", (event) => event.isComposing || this.#offer());
    input.addEventListener("compositionend", () => this.#offer());
    input.addEventListener("keydown", (event) => this.#pressed(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
    this.list.addEventListener("click", ({ target }) => target.closest("li") && this.#take(target.closest("li")));
  }

  get isOpen() {
    return !this.list.hidden;
  }

  close() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.status.textContent = "";
    this.#input.setAttribute("aria-expanded", "false");
    this.#activate(-1);
  }

  async #offer() {
    const typed = this.#input.value;
    const known = typed.length <= LONGEST && !typed.includes("\n") ? (await load(language)).nearest(lastClause(typed)) : [];
    if (typed !== this.#input.value) return; // typed on meanwhile
    const fitting = known.filter((headline) => headline !== typed.trim());
    if (!fitting.length || !this.#input.matches(":focus")) return this.close();
    const options = fitting.map((headline, index) => el("li", { role: "option", id: `suggestion-${index}`, ariaSelected: "false", textContent: headline }));
    this.list.replaceChildren(...options);
    this.list.ariaLabel = texts.suggestions.label;
    this.list.hidden = false;
    this.status.textContent = texts.suggestions.count(options.length);
    this.#input.setAttribute("aria-expanded", "true");
    this.#activate(-1);
  }

  #pressed(event) {
    if (!this.isOpen || event.isComposing || event.keyCode === 229) return;
    const options = this.list.children;
    const places = options.length + 1; // the box itself is one of them
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) this.#activate(((this.#active + 1 + moves[event.key] + places) % places) - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && !event.shiftKey && this.#active >= 0) this.#take(options[this.#active]);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #activate(index) {
    this.#active = index;
    [...this.list.children].forEach((option, at) => (option.ariaSelected = String(at === index)));
    const active = this.list.children[index];
    if (active) this.#input.setAttribute("aria-activedescendant", active.id);
    else this.#input.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  #take(option) {
    const headline = option.textContent;
    this.close();
    this.#choose(headline);
  }
}
