// Light or dark before the page is painted: as the person has chosen (the server says it), else as the system has it.
const root = document.documentElement;
root.dataset.theme ||= matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-look]");
  if (!form) return;
  const button = form.querySelector("button");
  const name = () => {
    const isDark = root.dataset.theme === "dark";
    [button.value, button.textContent] = isDark ? ["light", "淺色"] : ["dark", "深色"];
  };
  name();
  // Without leaving the page: somebody may be writing.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams([...new FormData(form), ["theme", button.value]]);
    root.dataset.theme = button.value;
    name();
    await fetch(form.action, { method: "POST", body });
  });
});
