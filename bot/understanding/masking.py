"""A message without what says who somebody is: names, numbers and addresses mislead the search."""

import re

from core.masking import mask

# The hundred most common surnames of Taiwan (內政部, 全國姓名統計), and the compound ones.
_SURNAMES = (
    "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴"
    "范方宋鄧杜傅侯曹薛丁卓阮馬董温溫唐藍石蔣古紀姚連馮歐程湯黎田康姜白汪鄒尤巫鐘涂龔嚴韓袁金童陸夏柳凃邵錢伍倪"
)
_COMPOUND = "歐陽|司徒|范姜|張簡|上官"
NAME = rf"(?:{_COMPOUND}|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}"
AFTER_NAME = r"(?=$|[\s，,。.、；;：:（(\d〔]|電話|手機|今年|住|我|是|在|身分證|女士|先生|小姐)"
_CALLED = (
    r"(?:my name is|i am called|tên tôi là|tôi tên là|toi ten la|ten toi la|nama saya|ako po? si|ako si"
    r"|pangalan ko(?: po)? ay)"
)
_PATTERNS = (
    re.compile(
        rf"(?:我叫(?:做)?|我是|我姓名(?:是|叫)?|姓名|名字(?:是|叫)?|敝姓|聯絡人)[：: ]*{NAME}{AFTER_NAME}"
    ),
    re.compile(rf"^{NAME}(?=[\s，,、]*(?:〔|電話|手機|\d))"),
    # A word at the end may be no name: apakah nama saya dirahasiakan.
    re.compile(
        rf"{_CALLED}\s+(?:[^\W\d_]+[ .]?){{1,3}}?(?=[,.;\d〔]|\s(?:and|và|va|dan|at|phone|tel)\b)", re.I
    ),
    re.compile(rf"(?i:{_CALLED})(?:\s+(?:[A-ZĐ]|[À-Ỹ])[^\W\d_]*){{1,3}}$"),
    re.compile(
        r"(?:電話|手機|聯絡電話|身分證(?:字號)?|案號|phone|tel|sđt|sdt|hp)?[：: ]*(?:是"
        r"|number)?[：: ]*〔[^〕]+〕"
    ),
    # Case numbers and the like: long runs of figures, joined by hyphens.
    re.compile(r"(?:案號|編號)?[：: ]*(?<![\d/.])\d{2,8}(?:-\d{3,8})+(?:-\d)?(?!\d)"),
    re.compile(r"(?:地址|住址|住在?)[：: ]*[\u4e00-\u9fff]{2,4}[市縣][^\s，,。]{0,20}號(?:\d*樓)?(?:之\d+)?"),
)
_SPACE = re.compile(r"\s{2,}")


def without_names(text: str) -> str:
    """``text`` as it is searched: without names of persons, telephone, identity and case numbers.

    "" where nothing else is said.
    """
    found = mask(text)
    for pattern in _PATTERNS:
        found = pattern.sub(" ", found)
    return _SPACE.sub(" ", found).strip(" ，,、：:;；")
