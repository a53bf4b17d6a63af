// Browsers that do not focus an element that is no field by `autofocus` alone.
document.querySelector("[data-problems]")?.focus();
