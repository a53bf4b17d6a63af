// Keeps the copy for an outage fresh, tells when the network is away, and sends later what could not
// be sent: a 「查不到」 is not lost.

const INDEX = "labordesk-index";
const WAITING = "labordesk-not-found";
const RETRY_MS = 10_000;
const PATIENCE_MS = 5_000;
const outage = document.querySelector("#outage");
const missing = document.querySelector("#missing");
const isCopy = !document.querySelector("[data-token]"); // the page that the service worker keeps is nobody's

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
  outage.hidden = !away && !isCopy;
}

/** The copy says that all is well only once the server has answered. */
async function lookForServer() {
  const isUp = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) }).then((response) => response.ok, () => false);
  if (isUp) outage.innerHTML = '連得上了，<a href="/desk">回到完整的服務台</a>。';
}

const waiting = () => JSON.parse(sessionStorage.getItem(WAITING) ?? "[]");
const keep = (queue) => sessionStorage.setItem(WAITING, JSON.stringify(queue));

/** Sends one 「查不到」: "sent", "away" when network or server is, "refused" when a page has to say why. */
async function send({ q, key }) {
  const body = new URLSearchParams({ csrf: document.querySelector("[data-token]").dataset.token, q, key });
  try {
    const response = await fetch("/desk/not-found", { method: "POST", body, headers: { Accept: "text/html" }, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.status >= 500) return "away";
    return response.ok && !response.url.includes("/desk/sign-in") ? "sent" : "refused";
  } catch {
    return "away";
  }
}

async function sendWaiting() {
  for (let queue = waiting(); !isCopy && queue.length; queue = waiting()) {
    if ((await send(queue[0])) !== "sent") return;
    keep(waiting().slice(1));
    outage.textContent = "剛才記下的「查不到」已經送出。";
    outage.hidden = false;
  }
}

missing.addEventListener("submit", async (event) => {
  const question = document.querySelector("#q").value.trim();
  missing.elements.namedItem("q").value = question;
  if (!question) return;
  event.preventDefault();
  // Sent twice because nobody knew whether it arrived, it is one question.
  const asked = { q: question, key: `${Date.now()}-${Math.random().toString(36).slice(2)}` };
  const fate = isCopy ? "away" : await send(asked);
  if (fate === "sent") return location.assign("/desk?noted=true");
  if (fate === "refused") return missing.submit();
  keep([...waiting(), asked]);
  outage.textContent = "連不上伺服器。已經記下「查不到」，恢復後會自動送出，請不要關掉這個分頁。";
  outage.hidden = false;
});

if ("serviceWorker" in navigator && "caches" in window) {
  navigator.serviceWorker.register("/desk/worker.js", { scope: "/desk" }).then(keepFresh).catch(() => {});
  const [results, detail] = ["#results", "#detail"].map((place) => document.querySelector(place));
  document.addEventListener("listed", () => { keepFresh(); tell(results); });
  new MutationObserver(() => tell(detail)).observe(detail, { childList: true });
}
window.addEventListener("online", () => { tell(); if (isCopy) lookForServer(); sendWaiting(); });
window.addEventListener("offline", () => tell());
tell();
sendWaiting();
// A server that comes back tells nobody: what waits is tried again.
setInterval(() => (isCopy ? lookForServer() : waiting().length && sendWaiting()), RETRY_MS);
if (isCopy) lookForServer();
