"""One form for the many ways in which the same words are typed (pure)."""

import re

from retrieval.analysis.glossary import plain_letters
from retrieval.analysis.text import normalize

# Signs that end a clause; a phrase does not reach over them.
STOP = "，"
_STOPS = re.compile(r"(?:[，。！？；：、,!?;:\n~…]|\.(?=[\s，。！？；：、,!?;:~….]|$))+")
_HAN = r"\u3400-\u9fff\u3105-\u312f"
_THAI = r"\u0e00-\u0e7f"
# Between characters of a script without word spaces, white space and signs say nothing.
_LOOSE = re.compile(rf"(?<=[{_HAN}{_THAI}])[^\w{_THAI}{STOP}]+(?=[{_HAN}{_THAI}])")
_SIGNS = re.compile(rf"[^\w{_THAI}{STOP}'-]+")
_LONG = re.compile(r"([a-z])\1{2,}")
# Characters that are typed for others of the same sound or look, and what they stand for.
_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("刹煞剎鯊砂", "殺"),
        **dict.fromkeys("碳", "炭"),
        **dict.fromkeys("摟婁僂", "樓"),
        **dict.fromkeys("碗宛惋", "腕"),
        **dict.fromkeys("坎侃", "砍"),
        **dict.fromkeys("浸寢", "侵"),
        **dict.fromkeys("亖", "死"),
        **dict.fromkeys("丄", "上"),
        **dict.fromkeys("挷梆", "綁"),
        **dict.fromkeys("佔", "站"),
        **dict.fromkeys("惹ㄌ", "了"),
        **dict.fromkeys("ㄉ", "的"),
        **dict.fromkeys("ㄅ", "不"),
        **dict.fromkeys("ㄇ", "嗎"),
    }
)
# Syllables that are spelt in bopomofo so that nobody sees the word.
_SPELT = {
    "ㄒㄧㄤˇ": "想",
    "ㄙˇ": "死",
    "ㄏㄨㄛˊ": "活",
    "ㄅㄨˋ": "不",
    "ㄗˋ": "自",
    "ㄕㄚ": "殺",
    "ㄊㄧㄠˋ": "跳",
}
# Characters that mean the same in a phrase.
_SAME = str.maketrans({"妳": "你", "她": "他", "牠": "他", "祂": "他", "着": "著"})


def mended(text: str) -> str:
    """``text`` with the characters that were meant where others of the same sound are typed often."""
    for spelt, meant in _SPELT.items():
        text = text.replace(spelt, meant)
    return text.translate(_SOUNDS)


def normal(text: str) -> str:
    """``text`` in Traditional characters, lower case, without accents, signs and spaces that say nothing.

    Clauses are apart by `STOP`; words of scripts with spaces are apart by one.
    """
    folded = plain_letters(normalize(text)).replace("’", "'")
    clauses = _STOPS.sub(STOP, mended(folded).translate(_SAME))
    joined = _LOOSE.sub("", clauses)
    return _LONG.sub(r"\1\1", _SIGNS.sub(" ", joined)).strip()
