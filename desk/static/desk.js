// Look-up as you type, driven by the keyboard. The server renders every fragment, so this file
// only fetches, places and moves; without it the same links and form work as whole pages.

const DEBOUNCE_MS = 30;

const input = document.querySelector("#q");
const results = document.querySelector("#results");
const detail = document.querySelector("#detail");
const categories = document.querySelector(".desk-categories");

/** Fetches fragments into one place; a newer request replaces the one under way. */
class Pane {
  #target;
  #request = null;

  constructor(target) {
    this.#target = target;
  }

  /** Shows the fragment at `url`; true unless a newer request took over. */
  async show(url) {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    try {
      const response = await fetch(url, { signal: request.signal });
      if (response.status === 401) return location.assign(`/desk/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
      this.#place(await response.text());
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
      this.#place("<p class='notice' role='alert'>連不上伺服器，請稍後再試一次。</p>");
      return true;
    }
  }

  // The fragments are this server's own templates, which escape every text.
  #place(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    this.#target.replaceChildren(...page.body.childNodes);
    this.#target.scrollTop = 0;
  }
}

const list = new Pane(results);
const pane = new Pane(detail);
let chosen = -1;
let shown = input.value.trim();
let listed = true; // the list belongs to what the box says
let openFirst = false; // Enter was pressed before the list came

const links = () => [...results.querySelectorAll("a[data-entry]")];

function choose(index) {
  const all = links();
  chosen = all.length ? Math.max(0, Math.min(index, all.length - 1)) : -1;
  all.forEach((link, i) => link.classList.toggle("is-chosen", i === chosen));
  all[chosen]?.focus();
  all[chosen]?.scrollIntoView({ block: "nearest" });
}

function leaveList() {
  chosen = -1;
  input.focus();
}

async function search(params) {
  chosen = -1;
  history.replaceState(null, "", `/desk?${new URLSearchParams(params)}`);
  if (!(await list.show(`/desk/search?${new URLSearchParams(params)}`))) return;
  listed = true;
  results.dispatchEvent(new CustomEvent("listed", { bubbles: true }));
  if (openFirst) openTop();
}

async function open(entryId, href) {
  if (!(await pane.show(`/desk/entry/${encodeURIComponent(entryId)}`))) return;
  history.replaceState(null, "", href);
  for (const link of links()) link.classList.toggle("is-chosen", link.dataset.entry === entryId);
  detail.querySelector("h2")?.focus({ preventScroll: true });
  if (matchMedia("(max-width: 60rem)").matches) detail.scrollIntoView();
}

function openTop() {
  const first = links()[0];
  openFirst = false;
  if (first) open(first.dataset.entry, first.href);
}

let timer;
function searchSoon() {
  const query = input.value.trim();
  if (query === shown) return;
  listed = openFirst = false;
  clearTimeout(timer);
  timer = setTimeout(() => {
    shown = query;
    categories.open = !query;
    markCategory(null);
    search({ q: query });
  }, DEBOUNCE_MS);
}

function markCategory(name) {
  for (const link of categories.querySelectorAll("a")) {
    if (link.dataset.category === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// While an input method composes, every half-typed syllable would be a query.
input.addEventListener("input", (event) => event.isComposing || searchSoon());
input.addEventListener("compositionend", searchSoon);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-entry], a[data-category]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.dataset.entry) return open(link.dataset.entry, link.href);
  input.value = shown = "";
  markCategory(link.dataset.category);
  search({ category: link.dataset.category });
});

document.querySelector(".desk-search").addEventListener("submit", (event) => {
  event.preventDefault();
  if (listed) openTop();
  else openFirst = true;
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  // What lies over the page, and every other field, have their own keys.
  if (event.target !== input && event.target.closest?.("dialog, input, textarea, select")) return;
  const inList = event.target === input || results.contains(event.target);
  if (event.key === "/" && event.target !== input) {
    input.focus();
    input.select();
  } else if (event.key === "Escape" && event.target !== input) {
    input.focus();
  } else if (event.key === "ArrowDown" && inList) {
    choose(chosen + 1);
  } else if (event.key === "ArrowUp" && inList) {
    if (chosen > 0) choose(chosen - 1);
    else leaveList();
  } else {
    return;
  }
  event.preventDefault();
});

// On a slow PC the first words are typed before this script runs.
if (input.value.trim() && input.value !== input.defaultValue) searchSoon();
