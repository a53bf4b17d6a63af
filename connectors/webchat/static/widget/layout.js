/** Room for the chat: what the window shows below its upper edge, also while a phone shows its keyboard. */

const LOWEST = 0.6; // further down than this share of the window, the chat is scrolled to

/** Tells the styles of `view` how high the window is and how much of it stands above `host`. */
export function fit(host, view) {
  const measure = () => {
    const visible = visualViewport ? visualViewport.height * visualViewport.scale : innerHeight;
    const above = Math.max(0, host.getBoundingClientRect().top + scrollY);
    view.style.setProperty("--visible", `${Math.floor(visible)}px`);
    view.style.setProperty("--above", above < innerHeight * LOWEST ? `${Math.ceil(above)}px` : "0px");
  };
  measure();
  (visualViewport ?? window).addEventListener("resize", measure);
  new ResizeObserver(measure).observe(document.body);
}

/** Folded parts are open on paper. */
export function unfoldInPrint(root) {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...root.querySelectorAll("details:not([open])")];
    opened.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));
}
