/** The blocks of an answer as elements; what is pressed in them is said. */
import { card } from "./card.js";
import { anchor, el, items, text } from "./elements.js";
import { languageOf, texts } from "./language.js";

const SHORT = 6; // so short labels stand beside each other

/** Sentences; what stands below an empty line is said in another language. */
const paragraphs = (words) => words.split(/\n{2,}/).filter(Boolean).map((part) => el("p", { lang: languageOf(part), textContent: part }));

/** Builds blocks; tells `on.say(value, label)` what was pressed and `on.begin(words)` what is to be finished. */
export class Blocks {
  #on;

  constructor(on) {
    this.#on = on;
  }

  /** The elements of all `messages`; a type that is not known here is left out. */
  of(messages) {
    const kinds = {
      text: (block) => paragraphs(block.text),
      choices: (block) => [...paragraphs(block.text), this.#options(block.options, block.numbered ?? true)],
      faq_card: (block) => {
        const chips = block.chips?.length && this.#options(block.chips, false, "options row chips");
        return [card(block), chips, this.#options(block.feedback ?? [], false, "options row feedback")].filter(Boolean);
      },
      known: (block) => [this.#known(block)],
      link: (block) => [el("p", { className: block.url.startsWith("tel:") ? "call" : "" }, anchor(block.label, block.url))],
    };
    return messages.flatMap((block) => kinds[block.type]?.(block) ?? []);
  }

  /** Who answers here, and what may be asked. */
  welcome() {
    const { text: words, list } = texts.examples;
    const examples = list.map((example) => ({ label: example, value: example }));
    const greeting = texts.welcome.map((line) => ({ type: "text", text: line }));
    return this.of([...greeting, { type: "choices", text: words, numbered: false, options: examples }]);
  }

  /** What the citizen told of the situation, as chips: press one to correct it, its cross to take it back. */
  #known(block) {
    const chips = block.facts.map(({ label, change, forget }) => {
      const correct = text("button", label, "option");
      correct.title = block.change;
      correct.addEventListener("click", () => this.#on.begin(change));
      const remove = text("button", "✕", "option forget");
      remove.ariaLabel = `${block.forget} ${label}`;
      remove.addEventListener("click", () => this.#on.say(forget, forget));
      return [correct, remove];
    });
    const list = el("ul", { className: "known-facts" }, chips.map((pair) => el("li", {}, pair)));
    return el("section", { className: "known", ariaLabel: block.text }, text("p", block.text), list, text("p", block.how, "small"));
  }

  #options(options, numbered, className = options.every(({ label }) => label.length <= SHORT) ? "options row" : "options") {
    const buttons = options.map(({ label, value }, index) => {
      const button = text("button", numbered ? `${index + 1}. ${label}` : label, "option");
      button.value = value;
      button.addEventListener("click", () => button.ariaDisabled !== "true" && this.#on.say(value, label));
      return button;
    });
    return items("ul", buttons, className);
  }
}
