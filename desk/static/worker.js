// Service worker of the counter: while the network is away, look-up goes on with the copy on this PC.
// VERSION and ASSETS stand above, put there by the server. Only public knowledge is ever kept.

const SHELL = `labordesk-desk-${VERSION}`;
const INDEX = "labordesk-index";
const OFFLINE_PAGE = "/desk/offline";
const PATIENCE_MS = 4000;
const HITS = 8;
const LOWEST_SCORE = 0.3;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll([OFFLINE_PAGE, ...ASSETS])));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith("labordesk-desk-") && name !== SHELL) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

/** The answer of the server, or null when it or the network is away. */
async function fromServer(request, patience) {
  try {
    const timeout = patience ? { signal: AbortSignal.any([request.signal, AbortSignal.timeout(patience)]) } : {};
    const response = await fetch(request, timeout);
    return response.status < 502 ? response : null; // 502-504: a proxy without its server
  } catch (error) {
    if (request.signal.aborted) throw error;
    return null;
  }
}

async function copy() {
  const cache = await caches.open(INDEX);
  const [newest] = (await cache.keys()).slice(-1);
  return newest ? (await cache.match(newest)).json() : { entries: [], made_at: "" };
}

const page = (html) => new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
const simplify = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\p{P}]/gu, "");

function pairs(text) {
  const chars = [...simplify(text)];
  return new Set(chars.length < 2 ? chars : chars.slice(1).map((char, i) => chars[i] + char));
}

/** How much of the query the words of an entry hold, 0 to 1; its question counts a little more. */
function score(query, entry) {
  const held = (text) => [...query].filter((pair) => text.includes(pair)).length / query.size;
  return Math.max(held(simplify(entry.question)) * 1.1, held(simplify(entry.words)));
}

function hits(entries, query, category) {
  const wanted = pairs(query);
  if (!wanted.size) return entries.filter((entry) => entry.category === category);
  return entries
    .map((entry) => ({ entry, score: score(wanted, entry) }))
    .filter((found) => found.score >= LOWEST_SCORE)
    .sort((a, b) => b.score - a.score)
    .slice(0, HITS)
    .map((found) => found.entry);
}

async function offlineSearch(url) {
  const { entries, made_at } = await copy();
  const found = hits(entries, url.searchParams.get("q") ?? "", url.searchParams.get("category"));
  const told = found.length ? `網路中斷，${made_at} 留存的內容，${found.length} 則` : "網路中斷，留存的內容裡沒有找到";
  const list = found.map((entry) => entry.hit).join("");
  return page(`<p class="desk-count" role="status" data-offline>${told}</p><ol class="desk-results">${list}</ol>`);
}

async function offlineEntry(url) {
  const { entries } = await copy();
  const id = decodeURIComponent(url.pathname.slice("/desk/entry/".length));
  const entry = entries.find((candidate) => candidate.id === id);
  return page(
    entry
      ? `<div data-offline>${entry.detail}</div>`
      : "<p class='notice' role='alert' data-offline>網路中斷，這台電腦沒有留存這一則。</p>",
  );
}

async function answer(request, url) {
  // The address of a file changes with its content, so what is kept under it is right whoever asks.
  if (url.pathname.startsWith("/static/"))
    return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
  if (url.pathname === "/desk") return (await fromServer(request, 0)) ?? caches.match(OFFLINE_PAGE);
  const response = await fromServer(request, PATIENCE_MS);
  if (response) return response;
  return url.pathname === "/desk/search" ? offlineSearch(url) : offlineEntry(url);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const ours = ["/desk", "/desk/search"].includes(url.pathname) || /^\/(static|desk\/entry)\//.test(url.pathname);
  if (request.method === "GET" && url.origin === location.origin && ours)
    event.respondWith(answer(request, url));
});
