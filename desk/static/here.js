// Says who else has the same case open, and when somebody else has changed it meanwhile.

const EVERY_MS = 15_000;
// A page that nobody touches stops asking: it must not keep the session of an empty chair alive.
const ATTENTION_MS = 10 * 60_000;
const place = document.querySelector("[data-here]");
const others = document.querySelector("#others");
const changed = document.querySelector("#changed");
let touched = Date.now();

async function look() {
  if (document.hidden || Date.now() - touched > ATTENTION_MS) return;
  const token = document.querySelector("[data-token]").dataset.token;
  const headers = { Accept: "application/json", "X-CSRF-Token": token };
  const response = await fetch(place.dataset.here, { method: "POST", headers });
  if (!response.ok) return;
  const { names, state } = await response.json();
  others.hidden = !names.length;
  others.textContent = `${names.join("、")} 也開著這個案件。`;
  changed.hidden = state === place.dataset.state;
}

for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => (touched = Date.now()));
look();
setInterval(() => look().catch(() => {}), EVERY_MS);
