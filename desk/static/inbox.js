// Keeps the inbox current: the server says that something changed, this fetches the part again.
// Without it every page works and a reload shows what is new; the columns then stand below each other.

const inbox = document.querySelector(".inbox");
const list = document.querySelector("#inbox-list");
const lines = document.querySelector("#talk-lines");
const offline = document.querySelector("#offline");
const displaced = document.querySelector("#displaced");
const announce = document.querySelector("#announce");
const reply = document.querySelector("#reply");
// That it is practice stands first, whoever waits.
const [, practice, title] = /^(【[^】]*】)?(.*)$/s.exec(document.title);
let isBehind = false; // something was said while nobody looked at this page

/** Puts a fragment of this server into `target`; its templates escape every text. */
async function load(url, target) {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  if (response.redirected || !response.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const [focused, key] = [target.contains(document.activeElement), document.activeElement?.dataset.key];
  target.replaceChildren(...page.body.childNodes);
  if (focused) refocus(target, key);
  return true;
}

/** The focus stays with the same person; when they are gone it is on the heading, never on somebody else. */
function refocus(target, key) {
  const same = key && target.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (same || target.querySelector("[tabindex]"))?.focus({ preventScroll: true });
}

function toEnd() {
  const log = lines?.querySelector(".lines");
  if (log) log.scrollTop = log.scrollHeight;
}

const waiting = () => Number(list.querySelector("[data-waiting]")?.dataset.waiting ?? 0);

/** Who waits is said aloud and shown in the tab when their number grows. */
function tell(before) {
  const now = waiting();
  document.title = `${practice ?? ""}${isBehind ? "（新訊息）" : ""}${now ? `（${now}）` : ""}${title}`;
  if (now > before) announce.textContent = `有 ${now} 人在等`;
}

async function refresh(place) {
  const before = waiting();
  const shown = await load(place.dataset.list, place).catch(() => false);
  offline.hidden = shown;
  if (!shown) return;
  if (place === lines) toEnd();
  tell(before);
}

/** What is shown counts as read: nothing is fetched behind the back of whoever looks at another page. */
function said() {
  isBehind = document.hidden;
  if (isBehind) tell(waiting());
  else refresh(lines);
}

function follow() {
  const source = new EventSource(inbox.dataset.events);
  source.addEventListener("queue", () => refresh(list));
  if (lines) source.addEventListener("conversation", said);
  document.addEventListener("visibilitychange", () => isBehind && said());
  source.addEventListener("displaced", () => {
    source.close();
    displaced.hidden = false;
  });
  source.addEventListener("open", () => (offline.hidden = true));
  source.addEventListener("error", () => (offline.hidden = source.readyState !== EventSource.CLOSED));
}

/** On a small screen one column is shown at a time. */
function useColumns() {
  const buttons = [...inbox.querySelectorAll("[data-show]")];
  const show = (name) => {
    inbox.dataset.shown = name;
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.show === name);
    if (name === "talk") toEnd();
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.show));
  inbox.querySelector(".inbox__switch").hidden = false;
  const isBeside = ["#notes", "#transfer"].includes(location.hash);
  show(!inbox.dataset.conversation ? "queue" : isBeside ? "reply" : "talk");
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
  form.parentElement.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    event.preventDefault();
    insert(button.dataset.insert);
  });
}

if (inbox) {
  useColumns();
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
