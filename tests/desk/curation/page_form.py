"""A form of a page as a browser would send it."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    """Collects every form with its action and the values of its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] | None = None
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.forms.setdefault(at.get("action", ""), {})
        elif self._fields is None:
            return
        elif tag == "input" and at.get("type") != "checkbox" and "name" in at:
            self._fields[at["name"]] = at.get("value", "")
        elif tag == "textarea":
            self._area = at["name"]
            self._fields[self._area] = ""
        elif tag == "select":
            self._select = at["name"]
        elif tag == "option" and self._select and ("selected" in at or self._select not in self._fields):
            self._fields[self._select] = at.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._fields is not None:
            self._fields[self._area] += data


def form_of(html: str, action: str) -> dict[str, str]:
    """The fields of the form that goes to ``action``; a leading line break of a text area is not text."""
    reader = _Forms()
    reader.feed(html)
    return {name: value.removeprefix("\n") for name, value in reader.forms[action].items()}
