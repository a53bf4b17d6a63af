/** How somebody likes the chat: language, light or dark, size of text. Kept in this browser, and nothing else is. */

const KEY = "labordesk-look"; // look.js of the public pages reads it before the first paint
let inMemory = {};

const stored = (use) => {
  try { return use(localStorage); } catch { return null; }
};

/** What was chosen; what was not is undefined. */
export function preferences() {
  try { return { ...inMemory, ...JSON.parse(stored((storage) => storage.getItem(KEY)) ?? "{}") }; } catch { return inMemory; }
}

/** Remembers what was chosen. */
export function prefer(changes) {
  inMemory = { ...preferences(), ...changes };
  stored((storage) => storage.setItem(KEY, JSON.stringify(inMemory)));
}
