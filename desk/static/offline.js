// Keeps the copy for an outage fresh, tells when the network is away, and sends later what could not
// be sent: a 「查不到」 is not lost.

const INDEX = "labordesk-index";
const WAITING = "labordesk-not-found";
const outage = document.querySelector("#outage");
const missing = document.querySelector("#missing");
const isCopy = !missing; // the page that the service worker keeps has no form to send

async function refresh(generation) {
  const address = `/desk/offline.json?generation=${generation}`;
  const cache = await caches.open(INDEX);
  if (await cache.match(address)) return;
  await cache.add(address);
  for (const request of await cache.keys()) if (!request.url.endsWith(address)) await cache.delete(request);
}

function keepFresh() {
  const shown = document.querySelector("#results [data-generation]") ?? document.querySelector("[data-generation]");
  if (navigator.onLine && shown) refresh(shown.dataset.generation).catch(() => {});
}

/** Says whether the network is away, as the part of the page that was shown last knows. */
function tell(shown) {
  const away = !navigator.onLine || Boolean(shown?.querySelector("[data-offline]"));
  if (isCopy && !away) outage.innerHTML = '網路恢復了，<a href="/desk">回到完整的服務台</a>。';
  outage.hidden = !away && !isCopy;
}

const waiting = () => JSON.parse(sessionStorage.getItem(WAITING) ?? "[]");

async function sendWaiting() {
  const token = missing?.elements.namedItem("csrf").value;
  for (let queue = waiting(); token && queue.length; queue = waiting()) {
    const response = await fetch("/desk/not-found", { method: "POST", body: new URLSearchParams({ csrf: token, q: queue[0] }) });
    if (!response.ok) return;
    sessionStorage.setItem(WAITING, JSON.stringify(queue.slice(1)));
  }
}

missing?.addEventListener("submit", (event) => {
  const question = document.querySelector("#q").value.trim();
  missing.elements.namedItem("q").value = question;
  if (navigator.onLine || !question) return;
  event.preventDefault();
  sessionStorage.setItem(WAITING, JSON.stringify([...waiting(), question]));
  outage.textContent = "已經記下「查不到」，網路恢復後會自動送出。";
});

if ("serviceWorker" in navigator && "caches" in window) {
  navigator.serviceWorker.register("/desk/worker.js", { scope: "/desk" }).then(keepFresh).catch(() => {});
  const [results, detail] = ["#results", "#detail"].map((place) => document.querySelector(place));
  document.addEventListener("listed", () => { keepFresh(); tell(results); });
  new MutationObserver(() => tell(detail)).observe(detail, { childList: true });
}
window.addEventListener("online", () => { tell(); sendWaiting().catch(() => {}); });
window.addEventListener("offline", () => tell());
tell();
if (navigator.onLine) sendWaiting().catch(() => {});
