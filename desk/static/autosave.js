// Nothing typed is lost: every form with data-autosave saves itself on the server, for this person alone.
// The value of data-autosave is the version of the object that the form changes, "" for something new.

const SAVE_AFTER_MS = 800;
const RETRY_MS = 5000;
const REFUSED = "labordesk-refused";
const NOT_KEPT = ["hidden", "password", "file", "submit", "button"];
let setRestored;
const restored = new Promise((resolve) => (setRestored = resolve)); // what was kept earlier is known
const shell = document.querySelector("[data-person]");
let token = shell?.dataset.token;

const SIGN_IN = "<a href='/desk/sign-in' target='_blank' rel='noopener'>在新分頁登入</a>";
const TROUBLES = {
  ended: `登入已經結束，您寫的字還在這一頁。請${SIGN_IN}，再回到這一頁，就會自動存好。`,
  other: "這台電腦現在是別人登入，您寫的字還在這一頁，但沒有存到，也不能送出。請先複製，再由您自己登入。",
  away: "連不上伺服器，您寫的字還在這一頁；連上後會自動儲存，請先不要關掉。",
  refused: "這份內容沒有辦法自動儲存；請先複製一份，再送出。",
};

/** Asks the server; answers with the reply, or with the name of a trouble. */
async function ask(address, body) {
  const post = body && { method: "POST", body: JSON.stringify(body) };
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": token };
  try {
    const response = await fetch(address, { ...post, headers, cache: "no-store" });
    if (response.ok) return await response.json();
    if (response.status === 401) return { trouble: "ended" };
    if (response.status === 403) return { trouble: "stale" };
    if (response.status === 409) return { trouble: "elsewhere" };
    return { trouble: response.status < 500 ? "refused" : "away" };
  } catch {
    return { trouble: "away" };
  }
}

/** What was kept for `forms`; brings the token of all forms of the page up to date: a sign-in changes it. */
async function mine(forms = []) {
  const reply = await ask(`/desk/drafts/mine?${new URLSearchParams(forms.map((form) => ["form", form]))}`);
  if (reply.trouble) return reply.trouble === "stale" ? { trouble: "other" } : reply;
  if (reply.person !== shell.dataset.person) return { trouble: "other" };
  token = reply.token;
  for (const field of document.querySelectorAll("input[name=csrf]")) field.value = token;
  return reply;
}

class SavedForm {
  #form;
  #line = document.createElement("div");
  #version = "";
  #timer = null;
  #saving = restored;
  #sending = false;
  #passing = false;
  #first;
  isDirty = false;

  constructor(form) {
    this.#form = form;
    const action = new URL(form.getAttribute("action"), location.href);
    this.address = action.pathname + action.search;
    this.#line.className = "autosave";
    form.append(this.#line);
    this.#first = JSON.stringify(this.#fields);
    form.addEventListener("input", () => this.#changed());
    form.addEventListener("submit", (event) => this.#submit(event), { capture: true });
  }

  // The page is the answer to this very form: it shows what was sent, which is newer than what was kept.
  get #isPosted() {
    return shell.dataset.posted === this.address;
  }

  get #controls() {
    return [...this.#form.elements].filter((one) => one.name && !NOT_KEPT.includes(one.type) && one.type !== "fieldset");
  }

  get #fields() {
    const isChoice = (one) => one.type === "checkbox" || one.type === "radio";
    return this.#controls.filter((one) => !isChoice(one) || one.checked).map((one) => [one.name, one.value]);
  }

  #fill(fields) {
    const values = Map.groupBy(fields, ([name]) => name);
    for (const one of this.#controls) {
      const given = values.get(one.name) ?? [];
      if (one.type === "checkbox" || one.type === "radio") one.checked = given.some(([, value]) => value === one.value);
      else if (given.length) one.value = given.shift()[1];
    }
    const folded = this.#form.closest("details");
    if (folded) folded.open = true;
  }

  /** Puts a kept text back; not over what has changed meanwhile, nor over what was typed already. */
  restore({ fields, based_on, version, at }) {
    const kept = JSON.stringify(fields);
    const isSame = kept === JSON.stringify(this.#fields);
    const isShown = this.#isPosted || kept === this.#first; // what was typed meanwhile goes on from it
    if (this.isDirty && !isSame && !isShown) return this.#otherTab();
    this.#version = version;
    if (isSame || this.isDirty) return;
    if (this.#isPosted) return this.#changed();
    const drop = this.#button("不要了", () => this.#discard());
    if (based_on === this.#form.dataset.autosave) {
      this.#fill(fields);
      this.#tell(`已放回您 ${at} 寫的內容。`, drop);
      return;
    }
    const texts = document.createElement("details");
    texts.append(Object.assign(document.createElement("summary"), { textContent: "看我寫的" }));
    for (const [, value] of fields) texts.append(Object.assign(document.createElement("p"), { className: "prose", textContent: value }));
    const back = this.#button("放回我寫的", () => { this.#fill(fields); this.#changed(); });
    this.#tell(`這份資料後來有人改過，您 ${at} 寫的沒有自動放回。`, texts, back, drop);
  }

  #changed() {
    this.isDirty = true;
    this.#timer ??= setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  /** Saves what is not saved yet; answers with the name of a trouble, or with nothing. */
  save(isForced = false) {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#saving = this.#saving.then(() => (this.isDirty || isForced ? this.#put(isForced) : undefined));
    return this.#saving;
  }

  async #put(isForced) {
    this.isDirty = false;
    const body = { form: this.address, page: shell.dataset.page, based_on: this.#form.dataset.autosave, fields: this.#fields };
    const put = () => ask("/desk/drafts", { ...body, version: isForced ? null : this.#version });
    let reply = await put();
    if (reply.trouble === "stale") {
      reply = await mine();
      if (!reply.trouble) reply = await put();
    }
    if (!reply.trouble) {
      this.#version = reply.version;
      this.#say(`已自動儲存 ${reply.at}`);
      return undefined;
    }
    this.isDirty = true;
    if (reply.trouble === "elsewhere") this.#otherTab();
    else this.#warn(reply.trouble);
    return reply.trouble;
  }

  #otherTab() {
    const keep = this.#button("用這一頁的", () => this.save(true));
    const load = this.#button("改用另一頁的", () => { this.isDirty = false; location.reload(); });
    this.#tell("這份內容在另一個分頁改過或送出了，這一頁的字還在，但沒有存到。", keep, load);
  }

  async #discard() {
    await fetch("/desk/drafts/discard", { method: "POST", body: new URLSearchParams({ csrf: token, form: this.address }) });
    this.isDirty = false;
    location.reload();
  }

  // The text is saved, the session is alive and the token is right before the form goes; else it stays.
  async #submit(event) {
    if (this.#passing) return void (this.#passing = false);
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.#sending) return;
    this.#isSending = true;
    let trouble;
    do trouble = (await this.save()) ?? (await mine()).trouble;
    while (!trouble && this.isDirty); // typed on meanwhile
    if (!trouble) {
      this.#passing = true;
      this.#form.requestSubmit(event.submitter);
      this.#passing = false;
    }
    this.#isSending = false;
    if (TROUBLES[trouble]) this.#warn(trouble);
  }

  set #isSending(value) {
    this.#sending = value;
    this.#form.setAttribute("aria-busy", value);
  }

  #button(label, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet button--small", textContent: label });
    button.addEventListener("click", act);
    return button;
  }

  #say(text) {
    this.#line.removeAttribute("role");
    this.#line.replaceChildren(text);
  }

  #tell(text, ...others) {
    this.#line.setAttribute("role", "status");
    this.#line.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }), ...others);
  }

  #warn(trouble) {
    this.#line.setAttribute("role", "alert");
    this.#line.innerHTML = `<p class="notice">${TROUBLES[trouble]}</p>`;
    if (trouble === "away") this.#timer ??= setTimeout(() => this.save(), RETRY_MS);
  }
}

const forms = shell ? [...document.querySelectorAll("form[data-autosave]")].map((form) => new SavedForm(form)) : [];
const unsaved = () => forms.filter((form) => form.isDirty);

async function restore() {
  if (!forms.length) return;
  const { drafts = {} } = await mine(forms.map((form) => form.address));
  for (const form of forms) if (drafts[form.address]) form.restore(drafts[form.address]);
  setRestored();
}

/** A refused form is shown again, with the reason; its text comes back by itself. */
function showAgain() {
  const refused = document.querySelector("[data-back]");
  if (refused) {
    sessionStorage.setItem(REFUSED, document.querySelector("[role=alert]").textContent.trim());
    location.replace(refused.href);
    return;
  }
  const reason = sessionStorage.getItem(REFUSED);
  sessionStorage.removeItem(REFUSED);
  if (!reason) return;
  const notice = Object.assign(document.createElement("p"), { className: "notice", textContent: reason });
  notice.setAttribute("role", "alert");
  document.querySelector("main").prepend(notice);
}

showAgain();
restore();
addEventListener("focus", () => unsaved().forEach((form) => form.save()));
addEventListener("online", () => unsaved().forEach((form) => form.save()));
document.addEventListener("visibilitychange", () => unsaved().forEach((form) => form.save()));
addEventListener("beforeunload", (event) => unsaved().length && event.preventDefault());
