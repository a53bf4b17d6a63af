"""Which language a message is written in, so that a translated entry can be shown."""

import re
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

CHINESE = "zh-Hant"
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_OR_THAI = re.compile(r"[^\W\d_]")
_TAGS = {
    Language.ENGLISH: "en",
    Language.VIETNAMESE: "vi",
    Language.INDONESIAN: "id",
    Language.TAGALOG: "fil",
    Language.THAI: "th",
}


@cache
def _detector() -> LanguageDetector:
    # Letters in threes only: 51 MB less, and Vietnamese without marks is told more often (docs/retrieval.md).
    return LanguageDetectorBuilder.from_languages(*_TAGS).with_low_accuracy_mode().build()


def is_chinese(text: str) -> bool:
    """Whether ``text`` counts as Chinese: any Han character, or no letter at all."""
    return bool(_HAN.search(text)) or not _LATIN_OR_THAI.search(text)


def length_limit(text: str, chinese: int) -> int:
    """``chinese`` characters, three times as many where ``text`` is not Chinese: the same takes that much."""
    return chinese * (1 if is_chinese(text) else 3)


def language_of(text: str) -> str:
    """BCP 47 tag of the language of ``text``.

    Any Han character makes it Chinese; a text without letters (1955, 👍) counts as Chinese as well.
    Other texts are told apart by the letter statistics of the package ``lingua``.
    """
    if is_chinese(text):
        return CHINESE
    found = _detector().detect_language_of(text)
    return _TAGS[found] if found else CHINESE
