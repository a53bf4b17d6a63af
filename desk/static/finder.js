// Ctrl+K, or the button, opens the search over the page; without this the button leads to its own page.

const link = document.querySelector("#find-link");
const finder = document.querySelector("#finder");

function open(event) {
  event.preventDefault();
  const box = document.querySelector("#find-q");
  if (box) box.focus();
  else if (!finder.open) finder.showModal();
}

if (link && finder) {
  link.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") open(event);
  });
  finder.addEventListener("click", (event) => event.target === finder && finder.close());
}
