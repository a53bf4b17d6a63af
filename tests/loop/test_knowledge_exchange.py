"""The whole knowledge as a file, out and in, and a draft of it hold the event loop for no more than 50 ms."""

import re
import uuid

import pytest

from desk.auth.permissions import Role
from publication import import_export
from publication import service as knowledge
from publication.import_export import Format
from tests.loop.conftest import Served

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

    def changed() -> None:
        fee = f"免費（{uuid.uuid4().hex}）"
        content = import_export.write("entry", [entry | {"fee": fee} for entry in found.values()], Format.CSV)
        file = {"file": ("題庫.csv", content)}
        told = served.send(Role.CURATOR, "/desk/curation/exchange/import", file, kind="entry", note="費用")
        assert f"匯入了 {len(found)} 份草稿" in told.text

    served.nothing_too_long(changed)
    served.nothing_too_long(lambda: served.page("/desk/curation/drafts").raise_for_status())


def test_a_draft_and_its_check_before_it_is_published(served: Served) -> None:
    def drafted() -> None:
        begun = served.send(Role.CURATOR, "/desk/curation/drafts", kind="entry", key="overtime-pay")
        found = re.search(r"/drafts/(\d+)", str(begun.url))
        assert found is not None, begun.text
        number = found[1]
        served.send(Role.CURATOR, "/desk/curation/drafts/submit", draft=number).raise_for_status()
        served.page(f"/desk/curation/publish?draft={number}").raise_for_status()
        served.send(Role.CURATOR, f"/desk/curation/drafts/{number}/discard").raise_for_status()

    served.nothing_too_long(drafted)
