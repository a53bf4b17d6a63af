"""Taiwanese (Hokkien) as people write it, in the Mandarin words that the search and the heads know.

Spellings are those of the Ministry of Education's list of recommended characters (臺灣台語推薦用字).
Only words of everyday questions are turned; what Mandarin writes alike (愛, 若, 無) only beside a word that
it never writes.
"""

import re
from collections.abc import Mapping

# Mandarin does not write these, or not so.
_MARKS = re.compile(
    r"偌[濟久]|佗|啥物|按[呢怎]|毋|袂|佇|阮|恁|矣|攏|揣|仝|[彼這]个|這馬|明仔載|今仔日|昨昏|頭家|遐|徛|伊(?![朗媚甸索藤始])"
    r"|(?<![不怎膽])敢(?:會|有|是|愛|欲|通|算)|會使(?=[莫袂無]|去|$)|會當(?![場面時作成])|風颱|閣(?=[會有愛欲])"
)
# Longer spellings first: each is tried where the ones before it did not fit.
_WORDS: Mapping[str, str] = {
    "敢會使": "可不可以",
    "敢會當": "可不可以",
    "敢愛": "要不要",
    "敢欲": "要不要",
    "敢有": "有沒有",
    "敢是": "是不是",
    "敢會": "會不會",
    "敢通": "可不可以",
    "敢算": "算不算",
    "揣無": "找不到",
    "攏無": "都沒有",
    "佇咧無": "在嗎",
    "予人": "被",
    "袂使": "不可以",
    "袂當": "不可以",
    "會使": "可以",
    "會當": "可以",
    "袂": "不會",
    "毋是": "不是",
    "毋知": "不知道",
    "毋捌": "不懂",
    "毋通": "不要",
    "毋予": "不給",
    "毋": "不",
    "莫去": "不去",
    "一點鐘": "一小時",
    "偌濟": "多少",
    "偌久": "多久",
    "佗位": "哪裡",
    "佗一": "哪一",
    "佗": "哪裡",
    "啥物": "什麼",
    "啥人": "誰",
    "按怎": "怎麼",
    "按呢": "這樣",
    "哪會": "為什麼",
    "頭家": "老闆",
    "頭路": "工作",
    "阮某": "我太太",
    "阮翁": "我先生",
    "阮": "我",
    "恁": "你們",
    "伊": "他",
    "老爸": "爸爸",
    "老母": "媽媽",
    "佇咧": "正在",
    "佇": "在",
    "欲": "要",
    "嘛要": "也要",
    "嘛欲": "也要",
    "攏": "都",
    "揣": "找",
    "做伙": "一起",
    "鬥陣": "一起",
    "明仔載": "明天",
    "今仔日": "今天",
    "昨昏": "昨天",
    "這馬": "現在",
    "彼": "那",
    "个": "個",
    "仝款": "一樣",
    "仝": "同",
    "矣": "了",
    "爾爾": "而已",
    "風颱": "颱風",
    "規世人": "一輩子",
    "徛": "住",
    "遐": "那裡",
    "抑是": "還是",
    "佮": "和",
    "跋倒": "跌倒",
    "歇睏": "休息",
}
_SPELLINGS = re.compile(
    "|".join(sorted(_WORDS, key=len, reverse=True))
    + r"|(?P<must>愛(?=[等去先提紮寫填納繳準佇幾]))|(?P<still>閣(?=[會有愛欲]))"
    r"|(?P<day>(?<=[一二兩三四五六七八九十半幾\d])工(?![作人廠程]))"
    r"|(?P<asks>無(?=[?？\s]*$))"
)
_GROUPS: Mapping[str, str] = {"must": "要", "still": "還", "day": "天", "asks": "嗎"}


def in_mandarin(text: str) -> str:
    """``text`` with its Taiwanese words in Mandarin; as it is where it holds none."""
    return _SPELLINGS.sub(_mandarin, text) if _MARKS.search(text) else text


def _mandarin(found: re.Match[str]) -> str:
    return _GROUPS[found.lastgroup] if found.lastgroup else _WORDS[found[0]]
