// Waiting times that move by themselves: `data-minutes`, and those that have gone by since it was shown.

const EVERY_MS = 10_000;
const LONG_MINUTES = 10;
// The clock of this PC may be wrong: only the time that goes by on it counts.
const shown = new WeakMap();

function move() {
  for (const place of document.querySelectorAll("[data-minutes]")) {
    if (!shown.has(place)) shown.set(place, Date.now());
    const minutes = Number(place.dataset.minutes) + Math.floor((Date.now() - shown.get(place)) / 60_000);
    const isLong = minutes >= LONG_MINUTES;
    const text = `等了 ${minutes} 分鐘${isLong ? "（久候）" : ""}`;
    if (place.textContent !== text) place.textContent = text;
    place.classList.toggle("talk__wait--long", isLong);
  }
}

move();
setInterval(move, EVERY_MS);
