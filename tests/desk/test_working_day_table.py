"""The table of a working day in docs/desk.md names tests that there are."""

from core.settings import ROOT
from tests.named_tests import missing_tests


def test_every_test_that_the_table_names_is_there() -> None:
    named, missing = missing_tests("desk.md", ROOT / "tests/desk")
    assert named > 60
    assert missing == []
