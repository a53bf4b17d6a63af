"""The catalogues of all rooms: each lists what there is to translate today, each language has it."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from core.locales import APPROVED_BY, AWAITS_REVIEW, CatalogueMessage, counts, load, template
from knowledge.translation import Language
from web.cli import ROOMS

EACH_ROOM = pytest.mark.parametrize(("folder", "translatable"), ROOMS.items(), ids=["bot", "web", "notices"])


@EACH_ROOM
def test_the_list_is_the_chinese_of_today(
    folder: Path, translatable: Callable[[], Iterable[CatalogueMessage]]
) -> None:
    """Otherwise: ``labordesk locales update``."""
    assert set(template(folder)) == {AWAITS_REVIEW, APPROVED_BY, *translatable()}


@EACH_ROOM
def test_each_language_has_all_of_it(
    folder: Path, translatable: Callable[[], Iterable[CatalogueMessage]]
) -> None:
    assert set(load(folder)) == set(Language)
    assert {language: count.numbers[1:] for language, count in counts(folder).items()} == dict.fromkeys(
        sorted(Language), (0, 0)
    )


@EACH_ROOM
def test_no_translation_outlives_its_chinese(
    folder: Path, translatable: Callable[[], Iterable[CatalogueMessage]]
) -> None:
    known = {AWAITS_REVIEW, APPROVED_BY, *translatable()}
    assert {language: set(found.texts) - known for language, found in load(folder).items()} == {
        language: set() for language in Language
    }
