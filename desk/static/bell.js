// Keeps the number at the bell current, and says so when it grows; the link works without this.

import { isSoundOn, ring as sound } from "./bell_sound.js";

const EVERY_MS = 20_000;
// A page that nobody touches stops asking: it must not keep the session of an empty chair alive.
const ATTENTION_MS = 10 * 60_000;
const bell = document.querySelector("#bell");
const count = document.querySelector("#bell-count");
const said = document.querySelector("#bell-said");
let touched = Date.now();
let known = null;

function tell(now) {
  said.textContent = `有新的事等您處理，共 ${now} 件`;
  if (isSoundOn()) sound();
  if (globalThis.Notification?.permission === "granted") new Notification(said.textContent);
}

async function look() {
  if (document.hidden || Date.now() - touched > ATTENTION_MS) return;
  const response = await fetch(bell.dataset.count, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!response.ok) return;
  const now = (await response.json()).count;
  count.textContent = now || "";
  if (known !== null && now > known) tell(now);
  known = now;
}

for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => (touched = Date.now()));
if (bell) {
  const safely = () => look().catch(() => {});
  safely();
  setInterval(safely, EVERY_MS);
}
