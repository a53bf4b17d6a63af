"""The figures in a text, in Arabic digits or Chinese numerals.

A Chinese numeral is a figure when it counts time, age or money or is a share: 三十日, 兩個月,
百分之六, 三分之二. Anything else in Chinese numerals is plain counting (五種情形), and so are one
and a half of something (一天, 半年).
"""

import re

import cn2an

from knowledge.schemas import PARAMETER

_LAW_REFERENCE = re.compile(r"第\s*\d+(?:-\d+)?\s*(?:條|項|款|點|目)(?:之\s*\d+)?(?:第\s*\d+\s*[項款目])*")
_URL = re.compile(r"https?://\S+|[\w.-]+\.(?:gov\.tw|org\.tw|com\.tw|tw)\S*")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NUMERAL = "[零〇一二兩三四五六七八九十百千萬]+"
_UNIT = "個工作日|個月|個小時|小時|分鐘|個星期|星期|週|日|天|年|歲|元|倍"
_COUNTED = re.compile(rf"(?<![第週期初\d])({_NUMERAL})\s*(?:{_UNIT})")
_SHARE = re.compile(rf"(?P<of>{_NUMERAL})分之(?P<part>{_NUMERAL})")
_PLAIN = {"1", "0"}


def _value(numeral: str) -> str | None:
    """A Chinese numeral in digits; None for what is none (萬 alone)."""
    try:
        return str(cn2an.cn2an(numeral.replace("兩", "二").replace("〇", "零"), "smart"))
    except ValueError:
        return None


def _from_numerals(text: str) -> set[str]:
    counted = {_value(numeral) for numeral in _COUNTED.findall(text)}
    shares = {_value(part) for match in _SHARE.finditer(text) for part in match.groups() if part != "百"}
    return {value for value in (counted - _PLAIN) | shares if value is not None}


def figures_in(text: str) -> set[str]:
    """Every figure of ``text`` in plain digits; parameters, articles of laws and addresses are none."""
    bare = _URL.sub(" ", _LAW_REFERENCE.sub(" ", PARAMETER.sub(" ", text)))
    digits = {number.replace(",", "").rstrip(".") for number in _DIGITS.findall(bare)}
    return digits | _from_numerals(bare)
