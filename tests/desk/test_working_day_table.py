"""The table of a working day in docs/desk.md names tests that there are."""

import re

from core.settings import ROOT

_NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def test_every_test_that_the_table_names_is_there() -> None:
    named = _NAMED.findall((ROOT / "docs/desk.md").read_text("utf-8"))
    assert len(named) > 60
    tests = ROOT / "tests/desk"
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"^(async )?def {name}\(", (tests / file).read_text("utf-8"), re.MULTILINE)
    ]
    assert missing == []
