// Keeps the inbox current: the server says that something changed, this fetches the part again.
// Without it every page works and a reload shows what is new.

const place = document.querySelector("[data-events]");
const offline = document.querySelector("#offline");
const displaced = document.querySelector("#displaced");
const announce = document.querySelector("#announce");
const reply = document.querySelector("#reply");
const title = document.title;

/** Puts a fragment of this server into `target`; its templates escape every text. */
async function load(url, target) {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  if (response.redirected || !response.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  target.replaceChildren(...page.body.childNodes);
  return true;
}

function toEnd() {
  const log = place.querySelector(".lines");
  if (log) log.scrollTop = log.scrollHeight;
}

function waiting() {
  return Number(place.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
}

/** Who waits is said aloud and shown in the tab when their number grows. */
function tell(before) {
  const now = waiting();
  document.title = now ? `（${now}）${title}` : title;
  if (now > before) announce.textContent = `有 ${now} 人在等`;
}

function follow() {
  const source = new EventSource(place.dataset.events);
  const mine = place.id === "talk-lines" ? "conversation" : "queue";
  source.addEventListener(mine, async () => {
    const focused = place.contains(document.activeElement);
    const before = waiting();
    const shown = await load(place.dataset.list, place).catch(() => false);
    offline.hidden = shown;
    if (!shown) return;
    if (focused) place.querySelector("a, button, [tabindex]")?.focus();
    toEnd();
    tell(before);
  });
  source.addEventListener("displaced", () => {
    source.close();
    displaced.hidden = false;
  });
  source.addEventListener("open", () => (offline.hidden = true));
  source.addEventListener("error", () => (offline.hidden = source.readyState !== EventSource.CLOSED));
}

function insert(text) {
  const [start, end] = [reply.selectionStart, reply.selectionEnd];
  reply.setRangeText(text, start, end, "end");
  reply.dispatchEvent(new Event("input", { bubbles: true }));
  reply.focus();
}

function useCanned() {
  const form = document.querySelector("[data-canned]");
  const found = document.querySelector("#canned");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    load(`${form.dataset.canned}?q=${encodeURIComponent(form.elements.find.value)}`, found);
  });
  found.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    event.preventDefault();
    insert(button.dataset.insert);
  });
}

if (place) {
  toEnd();
  follow();
}
if (reply) {
  useCanned();
  reply.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) reply.form.requestSubmit();
  });
  reply.form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    reply.form.querySelector("button").disabled = true;
  });
}
