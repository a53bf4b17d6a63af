"""What people read in their own language holds no Chinese but names that they need: （…）, 「…」, "…"."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from core import locales

HAN = re.compile(r"[\u3400-\u9fff]")
NAMES = re.compile(r"[（(][^（）()]*[）)]|「[^」]*」|\"[^\"]*\"|{[^{}]*}")
CATALOGUES = ("bot/locale", "web/locale", "cases/notices/locale")
ROOT = Path(__file__).parents[2]
# Lists of two sides: the Chinese is the key, or is shown beside.
BESIDE = frozenset({"of", "id", "key", "language"})


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from () if name in BESIDE else texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)
    elif isinstance(data, str):
        yield data


def chinese_in(text: str) -> bool:
    inner = NAMES.sub("", text)
    return bool(HAN.search(NAMES.sub("", inner)))


@pytest.mark.parametrize("language", ["en", "vi", "id", "th", "fil"])
@pytest.mark.parametrize("folder", CATALOGUES)
def test_every_text_of_a_language_is_in_that_language(folder: str, language: str) -> None:
    read = list(locales.load(ROOT / folder)[language].texts.values())
    assert len(read) > 20
    assert [text for text in read if chinese_in(text)] == []


@pytest.mark.parametrize("language", ["en", "vi", "id", "th", "fil"])
def test_every_entry_of_a_language_is_in_that_language(language: str) -> None:
    data = yaml.safe_load((ROOT / "knowledge" / "translations" / f"{language}.yml").read_text("utf-8"))
    read = list(texts(data))
    assert len(read) > 20
    assert [text for text in read if chinese_in(text)] == []


def test_a_chinese_word_that_is_no_name_is_found() -> None:
    assert chinese_in("Apply by 線上申辦 today")
    assert not chinese_in('Bring the form (申請書) to "勞工局" and 「窗口」')
