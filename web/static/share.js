// Buttons that need JavaScript stay hidden without it, and where the browser cannot do what they say.
const done = document.querySelector("[data-done]");
const say = (text) => { if (done) done.textContent = text; };

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    say("");
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(done.dataset.done);
    } catch {
      button.hidden = true; // not allowed here: text can still be selected
    }
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => {
    // Who closes the system's sheet has not failed.
    navigator.share({ title: button.dataset.title, url: button.dataset.url }).catch(() => {});
  });
}
