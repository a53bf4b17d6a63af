// 「?」 opens the help of the page over it; without this the link leads to the help's own page.

const link = document.querySelector("#help-link");
const box = document.querySelector("#help");

async function open(event) {
  event.preventDefault();
  const answer = await fetch(link.dataset.part, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) {
    location.href = link.href;
    return;
  }
  box.querySelector(".help__text").innerHTML = await answer.text();
  box.showModal();
}

if (link && box) {
  link.addEventListener("click", open);
  box.addEventListener("click", (event) => event.target === box && box.close());
}
