"""Where something happened, out of a sentence: an address, or a district of Kaohsiung (pure).

The districts: 高雄市政府民政局, 行政區域; their Latin names: 內政部, 中文譯音使用原則.
"""

import re

from retrieval.analysis.glossary import plain_letters

DISTRICTS = {
    "鹽埕": "yancheng", "鼓山": "gushan", "左營": "zuoying", "楠梓": "nanzi", "三民": "sanmin",
    "新興": "xinxing", "前金": "qianjin", "苓雅": "lingya", "前鎮": "qianzhen", "旗津": "cijin|qijin",
    "小港": "xiaogang", "鳳山": "fengshan", "林園": "linyuan", "大寮": "daliao", "大樹": "dashu",
    "大社": "dashe", "仁武": "renwu", "鳥松": "niaosong", "岡山": "gangshan", "橋頭": "qiaotou",
    "燕巢": "yanchao", "田寮": "tianliao", "阿蓮": "alian", "路竹": "luzhu", "湖內": "hunei",
    "茄萣": "qieding", "永安": "yong.?an", "彌陀": "mituo", "梓官": "ziguan", "旗山": "qishan",
    "美濃": "meinong", "六龜": "liugui|liouguei", "甲仙": "jiaxian|jiasian", "杉林": "shanlin",
    "內門": "neimen", "茂林": "maolin", "桃源": "taoyuan district,? kaohsiung",
    "那瑪夏": "namaxia|namasia",
}  # fmt: skip
_NAMES = "|".join(DISTRICTS)
_ADDRESS = re.compile(
    rf"(?:高雄市?)?(?:{_NAMES})區?[^\s，。,；;！!？?、]{{0,12}}?(?:路|街|大道"
    rf"|巷)[^\s，。,；;！!？?、的]{{0,12}}?號"
    r"(?:之\d+)?(?:\d{1,2}樓(?:之\d+)?)?"
)
_DISTRICT = re.compile(rf"(?:高雄市?)?(?P<name>{_NAMES})區")
# A bare name may be another word (三民, 大樹): it is a place where somebody is or works.
_BARE = re.compile(
    rf"(?<!住)(?:在|於|位於|到|去|高雄市?的?)(?P<name>{_NAMES})(?=的|一|某|這|那|做|上班|工作|打工"
    rf"|[，。,、\s]|加工|工業|$)"
)
_HOME = re.compile(r"(?:住在?|戶籍(?:在|是)?|家在)\s*(?:高雄市?)?$")
_LATIN = re.compile(rf"\b(?:{'|'.join(DISTRICTS.values())})\b")


def place_told(text: str) -> str | None:
    """The address or district as the form keeps it (高雄市前鎮區); None without any but a home."""
    for pattern in (_ADDRESS, _DISTRICT, _BARE):
        for found in pattern.finditer(text):
            if _HOME.search(text[: found.start()]):
                continue
            if pattern is _ADDRESS:
                return found[0] if found[0].startswith("高雄") else f"高雄市{found[0]}"
            return f"高雄市{found['name']}區"
    latin = _LATIN.search(plain_letters(text.lower()))
    spelt = latin[0] if latin else ""
    name = next((name for name, said in DISTRICTS.items() if re.fullmatch(said, spelt)), None)
    return f"高雄市{name}區" if name else None
