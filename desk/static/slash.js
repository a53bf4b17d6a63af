// 「/」 in a text offers phrases and entries, 「@」 colleagues: data-slash and data-mention are the addresses that
// know what fits the words after it.

const WAIT_MS = 120;
const WAYS = {
  slash: /(?:^|[^0-9A-Za-z:/])\/([^\s/@]{0,30})$/, // not in dates, fractions and web addresses
  mention: /(?:^|[^0-9A-Za-z._-])@([^\s/@]{0,30})$/, // not in mail addresses
};
const shell = document.querySelector("[data-token]");

class Offering {
  #box;
  #address;
  #pattern;
  #list = document.createElement("ul");
  #said = document.createElement("p");
  #timer = null;
  #request = null;
  #chosen = 0;

  constructor(box, way) {
    this.#box = box;
    this.#address = box.dataset[way];
    this.#pattern = WAYS[way];
    this.#list.id = `${box.id}-${way}`;
    this.#list.className = "insert";
    this.#list.hidden = true;
    this.#list.tabIndex = 0; // it may scroll
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "可以放進來的");
    this.#said.className = "visually-hidden";
    this.#said.setAttribute("role", "status");
    box.after(this.#list, this.#said);
    box.setAttribute("aria-autocomplete", "list");
    box.addEventListener("input", (event) => event.isComposing || this.#typed());
    box.addEventListener("compositionend", () => this.#typed());
    box.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    box.addEventListener("blur", () => this.#close());
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the text keeps the focus
      const option = event.target.closest("[role=option]");
      if (option) this.#put(option);
    });
  }

  get #options() {
    return [...this.#list.children];
  }

  get #before() {
    return this.#box.value.slice(0, this.#box.selectionStart);
  }

  #typed() {
    clearTimeout(this.#timer);
    const found = this.#pattern.exec(this.#before);
    if (!found) return this.#close();
    this.#timer = setTimeout(() => this.#ask(found[1]), WAIT_MS);
  }

  async #ask(words) {
    this.#request?.abort();
    this.#request = new AbortController();
    const headers = { "X-CSRF-Token": document.querySelector("input[name=csrf]")?.value ?? shell.dataset.token };
    try {
      const body = new URLSearchParams({ q: words });
      const response = await fetch(this.#address, { method: "POST", headers, body, signal: this.#request.signal });
      if (!response.ok || response.redirected) return this.#close();
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (this.#pattern.exec(this.#before)?.[1] !== words) return;
      this.#list.replaceChildren(...page.querySelectorAll("[role=option]"));
    } catch {
      return;
    }
    this.#options.forEach((option, place) => (option.id = `${this.#list.id}-${place}`));
    const count = this.#options.length;
    this.#list.hidden = !count;
    if (count) this.#box.setAttribute("aria-controls", this.#list.id);
    this.#said.textContent = count ? `有 ${count} 個可以放進來，用上下鍵選、Enter 放進來` : "沒有符合的";
    if (count) this.#choose(0);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  #choose(place) {
    const all = this.#options;
    this.#chosen = (place + all.length) % all.length;
    all.forEach((option, at) => option.setAttribute("aria-selected", at === this.#chosen));
    all[this.#chosen].scrollIntoView({ block: "nearest" });
    this.#box.setAttribute("aria-activedescendant", all[this.#chosen].id);
  }

  #key(event) {
    if (this.#list.hidden || event.isComposing || event.ctrlKey) return;
    if (event.key === "ArrowDown") this.#choose(this.#chosen + 1);
    else if (event.key === "ArrowUp") this.#choose(this.#chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") this.#put(this.#options[this.#chosen]);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #put(option) {
    const found = this.#pattern.exec(this.#before);
    if (!found) return this.#close();
    const end = this.#box.selectionStart;
    this.#box.setRangeText(option.dataset.text, end - found[1].length - 1, end, "end");
    this.#close();
    this.#box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #close() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#list.hidden = true;
    this.#box.removeAttribute("aria-activedescendant");
  }
}

for (const way of Object.keys(WAYS)) {
  for (const box of document.querySelectorAll(`textarea[data-${way}]`)) new Offering(box, way);
}
