"""What there is to translate on the pages: their own words, and those of the pages of errors."""

from collections.abc import Iterator

from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

from core.locales import CatalogueMessage
from web import error_pages
from web.translations import ROOM

# The filters that say a text in the language of the visitor.
_FILTERS = {"in_language", "translated"}


def translatable() -> Iterator[CatalogueMessage]:
    """The texts, each once, in the order of the templates."""
    found = dict.fromkeys((*_of_templates(), *error_pages.TEXTS))
    yield from map(CatalogueMessage, found)


def _of_templates() -> Iterator[str]:
    # Only read, never rendered.
    environment = SandboxedEnvironment()
    for file in sorted((ROOM / "templates").rglob("*.html")):
        for filtered in environment.parse(file.read_text("utf-8")).find_all(nodes.Filter):
            if filtered.name in _FILTERS and isinstance(filtered.node, nodes.Const):
                yield str(filtered.node.value)
