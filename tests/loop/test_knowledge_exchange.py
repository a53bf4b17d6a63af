"""The whole knowledge as a file, out and in, and a draft of it hold the event loop for no more than 50 ms."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from desk.auth.permissions import Role
from publication import import_export
from publication import service as knowledge
from publication.import_export import Format
from tests.loop.conftest import Served

KEY = "overtime-pay"
_KINDS = ("entry", "parameter", "place", "intent")


@pytest.mark.parametrize("form", list(Format))
def test_the_whole_knowledge_as_a_file(served: Served, form: Format) -> None:
    for kind in _KINDS:
        place = f"/desk/curation/exchange/export?kind={kind}&form={form}"
        served.nothing_too_long(lambda at=place: served.page(at).raise_for_status())  # type: ignore[misc]


@pytest.mark.parametrize("form", list(Format))
def test_the_same_file_back_in(served: Served, form: Format) -> None:
    content = served.page(f"/desk/curation/exchange/export?kind=entry&form={form}").content
    file = {"file": (f"題庫.{form}", content)}

    def unchanged() -> None:
        told = served.send(Role.CURATOR, "/desk/curation/exchange/import", file, kind="entry", note="115 年")
        assert "沒有任何改變" in told.text

    served.nothing_too_long(unchanged)


def test_a_file_that_changes_every_entry(served: Served) -> None:
    found = served.ask(lambda database: knowledge.payloads(database, "entry"))
    served.nothing_too_long(lambda: _import(served, found))
    served.nothing_too_long(lambda: served.page("/desk/curation/drafts").raise_for_status())


def test_a_draft_and_its_check_before_it_is_published(served: Served) -> None:
    found = served.ask(lambda database: knowledge.payloads(database, "entry"))

    def drafted() -> None:
        told = _import(served, {KEY: found[KEY]})
        number = re.search(rf'value="(\d+)"[^>]*><span[^>]*>送審：{found[KEY]["question"]}', told)
        assert number is not None, told
        served.page(f"/desk/curation/drafts/{number[1]}").raise_for_status()
        served.send(Role.CURATOR, "/desk/curation/drafts/submit", draft=number[1]).raise_for_status()
        served.page(f"/desk/curation/publish?draft={number[1]}").raise_for_status()
        served.send(Role.CURATOR, f"/desk/curation/drafts/{number[1]}/discard").raise_for_status()

    served.nothing_too_long(drafted)


def _import(served: Served, entries: Mapping[str, Mapping[str, Any]]) -> str:
    """The page after a file came in that changes what each of ``entries`` says of the fee."""
    # Other letters each time; a figure would need a source.
    fee = "免費（" + uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop")) + "）"
    content = import_export.write(
        "entry", [dict(entry) | {"fee": fee} for entry in entries.values()], Format.CSV
    )
    file = {"file": ("題庫.csv", content)}
    told = served.send(Role.CURATOR, "/desk/curation/exchange/import", file, kind="entry", note="費用").text
    assert f"匯入了 {len(entries)} 份草稿" in told
    return told
