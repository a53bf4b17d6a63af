/** Elements built from plain text: nothing that is shown ever becomes markup. */

/** Where the server of the chat answers; a page of another site embeds it. */
export const BASE = new URL("../../", import.meta.url);

/** An element with properties (or attributes) and children; empty children are left out. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) name in node ? (node[name] = value) : node.setAttribute(name, value);
  node.append(...children.flat().filter(Boolean));
  return node;
}

export const text = (tag, content, className = "") => el(tag, { textContent: content, className });
export const items = (tag, values, className = "") => el(tag, { className }, values.map((value) => el("li", {}, value)));

/** A link to a web address, a path of the server or a phone; other schemes stay plain text. */
export function anchor(label, address) {
  const url = address && URL.canParse(address, BASE) ? new URL(address, BASE) : null;
  if (!["http:", "https:", "tel:"].includes(url?.protocol)) return document.createTextNode(label);
  return el("a", { href: url.href, target: "_blank", rel: "noopener", textContent: label });
}

/** A phone number as people write it: a link where it is a number. */
export function phone(shown) {
  const number = shown.match(/^[0-9][0-9-]{2,}/)?.[0];
  return number ? el("a", { href: `tel:${number.replaceAll("-", "")}`, textContent: shown }) : shown;
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  attach: "M8 12.5l6-6a3 3 0 0 1 4.2 4.2l-8 8a5 5 0 0 1-7-7l8-8",
  close: "M6 6l12 12M18 6L6 18",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18",
  large: "M3 19L8.5 5 14 19M5 14h7M17 8v10M17 8l-3 3M17 8l3 3",
  listen: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  read: "M4 10v4h4l5 4V6L8 10zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
};

/** A picture beside words that say the same. */
export function icon(picture) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[picture]);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

/** A button that shows a picture and is called `name` by screen readers. */
export function iconButton(picture, name, properties = {}) {
  const button = el("button", { type: "button", className: "icon", ...properties }, icon(picture));
  rename(button, name);
  return button;
}

/** Says `name` of a button with a picture: to screen readers, and below a mouse. */
export function rename(button, name) {
  button.ariaLabel = button.title = name;
}
