"""Milliseconds from a key to the list on the desk page, measured inside the browser."""

from playwright.sync_api import Page

_PROBE = """() => {
  window.waits = [];
  let typed;
  document.addEventListener('input', () => { typed = performance.now(); }, true);
  document.addEventListener('listed', () => window.waits.push(performance.now() - typed));
}"""


def key_to_list(page: Page, text: str) -> list[float]:
    """Type ``text`` into the focused search box; the wait after each character, in ms."""
    page.evaluate(_PROBE)
    for count, char in enumerate(text, start=1):
        page.keyboard.insert_text(char)
        page.wait_for_function("count => window.waits.length >= count", arg=count)
    waits: list[float] = page.evaluate("window.waits")
    return waits
