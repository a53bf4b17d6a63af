"""The language a conversation is held in: chosen once, changed only by a clear sentence in another one.

Evidence is counted by words. A word speaks for a language when nearly all its uses in the questions that
the search learned from (``retrieval/data/cross_lingual``) are of that language, so names, figures, borrowed
words and random letters speak for none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from bot.responses import load_responses
from retrieval.analysis.glossary import plain_letters
from retrieval.analysis.language import CHINESE, language_of
from retrieval.analysis.text import clean
from retrieval.evaluation.queries import DATA, read_queries

_NO_WORDS = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+|\b\w*\d[\w-]*\b", re.IGNORECASE)
# A statement to a database, as attackers type it: a first word of SQL with signs that no sentence has.
_SQL = re.compile(
    r"^[^\w]*(?:select|insert|update|delete|drop|union|alter|exec)\b(?=[^?!]*(?:[=;*]|--)).*",
    re.IGNORECASE | re.DOTALL,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
LATIN = ("en", "vi", "id", "fil")
THAI = "th"
_FEWEST_USES = 2
_NEARLY_ALL = 0.8
# What a sentence must have to change the language, and a shorter one to be the first that tells it.
_CLEAR_WORDS, _CLEAR_EVIDENCE = 3, 2
_CLEAR_HAN, _CLEAR_THAI = 4, 8
# A third of the words of a sentence are of its language even where names and terms abound.
_LEAST_SHARE = 0.34
_KNOWN_SHARE = 0.7
# So many words, each with a capital, may be a name.
_LONGEST_NAME = 4
# Greetings, thanks and yes are said in any language.
_INTERNATIONAL = frozenset(
    word
    for words in (
        "hi hello helo halo hallo hey ok okay oke okey bye thanks thank thx tks sorry please no yes ya",
        "sir maam mam cam on cảm ơn po line email app",
    )
    for word in words.split()
)
NAMES = {
    CHINESE: (
        r"中文|國語|華語|台語|繁體|chinese|mandarin|ti[eế]ng (?:trung|hoa)|bahasa mandarin|ภาษาจีน"
        r"|\b(?:intsik|tsino)\b"
    ),
    "en": r"英文|英語|english|ti[eế]ng anh|bahasa inggris|ภาษาอังกฤษ|ingles",
    "vi": r"越南(?:文|語|話)|ti[eế]ng vi[eệ]t|vietnamese|bahasa vietnam|ภาษาเวียดนาม",
    "id": r"印尼(?:文|語|話)|bahasa indonesia|indonesian|ti[eế]ng indonesia|ภาษาอินโด",
    THAI: r"泰(?:國)?(?:文|語|話)|ภาษาไทย|\bthai\b|ti[eế]ng th[aá]i|bahasa thai",
    "fil": r"菲律賓(?:文|語|話)|他加祿|tagalog|filipino|pilipino|ti[eế]ng phil|bahasa filipina|ภาษาฟิลิปปินส์",
}
_NAMED = {language: re.compile(pattern, re.IGNORECASE) for language, pattern in NAMES.items()}
_LEAVES = re.compile(
    r"(?<!要)不要|(?<!會)不會|(?<!懂)不懂|看[不無]|聽不懂|can.?t|don.?t|không|khong|tidak|ไม่|hindi",
    re.IGNORECASE,
)
# 中文看不懂 says so after the name.
_LEFT = re.compile(r"(?:字|的|我|他|她|們|也|都|又)*(?:[看聽讀寫](?:不|無)[會懂]?|不太?[會懂])")


@cache
def _uses() -> dict[str, Counter[str]]:
    """How often each word is used in each language."""
    uses: dict[str, Counter[str]] = {}
    for language, text in _texts():
        for word in _words(text):
            uses.setdefault(word, Counter())[language] += 1
    return uses


def _texts() -> Iterator[tuple[str, str]]:
    """Questions that the search learned from and the bot's own sentences, with their language."""
    for file in sorted((DATA / "cross_lingual").glob("train_*.csv")):
        language = file.stem.rpartition("_")[2]
        if language in LATIN:
            yield from ((language, query.text) for query in read_queries(file))
    for wording in load_responses().wordings:
        if wording.language in LATIN:
            said = (*wording.sentences, *wording.phrases.values())
            yield from ((wording.language, text) for text in said)


@cache
def _lexicon() -> dict[str, str]:
    """The language of each word that speaks for one."""
    found = {}
    for word, counts in _uses().items():
        language, count = counts.most_common(1)[0]
        if count >= _FEWEST_USES and count >= _NEARLY_ALL * counts.total() and len(word) > 1:
            found[word] = language
    return {word: language for word, language in found.items() if word not in _INTERNATIONAL}


def _words(text: str) -> set[str]:
    """The words of ``text`` in Latin letters, with and without accents."""
    words = {word for word in _WORD.findall(clean(text).lower()) if word[0].isalpha() and not _is_other(word)}
    return words | {plain_letters(word) for word in words}


def _is_other(word: str) -> bool:
    return bool(_HAN.search(word) or _THAI.search(word))


def named_language(text: str) -> str | None:
    """The language that a wish for another language names: 請用越南話, English please; else None.

    One that the person does not know (看不懂中文, hindi marunong mag-Chinese) is not wanted.
    """
    matches = ((language, pattern.search(text)) for language, pattern in _NAMED.items())
    wanted, before = [], 0
    for start, end, language in sorted(
        (found.start(), found.end(), name) for name, found in matches if found
    ):
        left = _LEFT.match(text, end)
        if not left and not _LEAVES.search(text[before:start]):
            wanted.append(language)
        before = left.end() if left else end
    return wanted[0] if len(wanted) == 1 else None


def written_in(text: str, current: str | None) -> str | None:
    """The language that the words of ``text`` tell; None when they tell none.

    With a ``current`` language only a clear sentence tells another one.
    """
    words_only = _NO_WORDS.sub(" ", _SQL.sub(" ", text))
    han, thai = len(_HAN.findall(words_only)), len(_THAI.findall(words_only))
    latin = [word for word in _WORD.findall(words_only) if not _is_other(word)]
    words = [word.lower() for word in latin]
    if han >= max(len(words), 1):
        told = CHINESE if han >= _CLEAR_HAN or current in (None, CHINESE) else None
    elif thai > len(words):
        told = THAI if thai >= _CLEAR_THAI or current in (None, THAI) else None
    else:
        is_name = len(latin) <= _LONGEST_NAME and all(word[0].isupper() for word in latin)
        told = None if is_name and current else _by_words(words, current)
    return told


def _by_words(words: list[str], current: str | None) -> str | None:
    lexicon, distinct = _lexicon(), set(words) - _INTERNATIONAL
    counts = Counter(_speaks_for(word, lexicon) for word in distinct)
    del counts[""]
    if current and counts[current] and counts[current] >= max(counts.values()):
        return current
    if len(words) < (_CLEAR_WORDS if current else _CLEAR_EVIDENCE):
        return None
    if not counts:
        return None if current or len(words) < _CLEAR_WORDS else _that_has_all(distinct)
    language, most = counts.most_common(1)[0]
    others = counts.total() - most
    if (
        most >= (_CLEAR_EVIDENCE if current else 1)
        and most > 2 * others
        and most >= _LEAST_SHARE * len(distinct)
    ):
        return language
    # Languages borrow from each other: where words alone do not decide, so do the letters of known words.
    known = [word for word in distinct if word in _uses()]
    if len(known) >= _CLEAR_WORDS and len(known) >= _KNOWN_SHARE * len(distinct):
        guess = language_of(" ".join(words))
        return guess if counts[guess] == most or (guess == "en" and most < _CLEAR_EVIDENCE) else None
    return None


def _that_has_all(words: set[str]) -> str | None:
    """The first language that has all of some words that others borrow: good morning."""
    uses = [_uses().get(word, Counter()) for word in words]
    return next((language for language in LATIN if uses and all(count[language] for count in uses)), None)


def _speaks_for(word: str, lexicon: Mapping[str, str]) -> str:
    return lexicon.get(word) or lexicon.get(plain_letters(word), "")


def composed(text: str) -> str:
    """``text`` with the Thai vowel am as it is typed: NFKC takes it apart, and no pattern would find it."""
    return text.replace("\u0e4d\u0e32", "\u0e33")
