/** The token of the conversation; in sessionStorage, because one in localStorage would stay on shared counters. */

const KEY = "labordesk-session";
let inMemory = null; // where storage is blocked, the conversation lasts as long as the page

const stored = (use) => {
  try { return use(sessionStorage); } catch { return null; }
};

export const session = {
  get: () => stored((storage) => storage.getItem(KEY)) ?? inMemory,
  set(token) {
    inMemory = token;
    stored((storage) => (token ? storage.setItem(KEY, token) : storage.removeItem(KEY)));
  },
};
