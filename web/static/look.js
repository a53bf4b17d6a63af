// Light or dark, usual or large text, before the page is painted: as it was chosen in the chat
// (connectors/webchat/static/widget/preferences.js), else as the system has it.
(() => {
  let chosen = {};
  try { chosen = JSON.parse(localStorage.getItem("labordesk-look")) ?? {}; } catch { /* storage is blocked: as the system has it */ }
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = chosen.theme ?? (isDark ? "dark" : "light");
  document.documentElement.dataset.text = chosen.large ? "large" : "usual";
})();
