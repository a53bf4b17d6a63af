// What can be taken back for some seconds is not offered any longer than that.

for (const held of document.querySelectorAll("[data-until]"))
  setTimeout(() => held.remove(), Math.max(0, new Date(held.dataset.until) - Date.now()));
