"""The tables of docs/reliability.md name tests that there are."""

from core.settings import ROOT
from tests.named_tests import missing_tests


def test_every_test_that_the_tables_name_is_there() -> None:
    named, missing = missing_tests("reliability.md", ROOT / "tests")
    assert named > 120
    assert missing == []
