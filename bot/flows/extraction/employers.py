"""For whom somebody works, out of a sentence: 大發鋼鐵公司, 我在全聯上班, I work at Sunrise (pure)."""

import re

from bot.flows.extraction.places import DISTRICTS

_KINDS = (
    r"(?:股份有限|有限)?公司|企業社|企業行|工程行|商行|商號|行號|食品行|車行|機車行|銀行|實業社?|工作室"
    r"|事務所|補習班|幼兒園|安養院|護理之家"
    r"|診所|醫院|飯店|酒店|旅館|民宿|餐廳|餐館|小吃店|早餐店|飲料店|麵店|便當店|便利商店|超市|賣場|百貨"
    r"|美髮店|髮廊|工廠|鋼鐵廠|製造廠|加工廠"
    r"|科技廠|[\u4e00-\u9fff]廠|[\u4e00-\u9fff]店|[\u4e00-\u9fff]行"
)
_LONGEST = 14
# Walking to the left from the kind of business, a name begins after one of these.
_EDGE = re.compile(
    r"[，。,；;！!？?、：:\s「『（(]|(?:任職|服務|受僱|受雇)(?:於|在)|在|於|叫做?|名叫|檢舉|申訴|投訴"
    r"|舉報|告發|控告|是|到|去|的|幫|替"
    r"|[一這那某哪][家間個]|我們?|老闆|雇主|前東家|被|因為|從|進(?=[一-龥]{0,2}公司)|\d\s?[年月日號]|年前|"
    + "|".join(f"(?:高雄市?)?{name}區?" for name in DISTRICTS)
)
_KIND = re.compile(f"(?:{_KINDS})")
_PLAIN = re.compile(
    r"(?:某|本|該|這|那|貴|原|前|舊|新|大|小|分|總|母|子|外包|派遣|人力|仲介|物流|保全|清潔|一般|連鎖"
    r"|傳統|電子|食品|科技|建設|營造|便當|飲料|早餐"
    r"|我們|他們|你們|便利|超|手搖|小吃|加油|百貨|鐵|鋼鐵|紡織|塑膠|機車|汽車|洗車)*"
    rf"(?:{_KINDS}|店|廠|行|工地|夜市|超商|家裡|家|高雄|外面|那裡|這裡|那邊|這邊)?"
)
_WORKS = re.compile(
    r"(?:我|本人|人|^|[，,。；;\s])(?:之前|以前|目前|現在|原本|今年|去年)?(?:是)?(?:在|於|任職於|服務於"
    r"|受僱於)(?P<name>[^，。,；;！!？?、\s]{2,20}?)"
    r"(?:上班|工作|打工|任職|服務|做(?:事|工|了|的)|當)"
)
_CALLED = re.compile(
    r"(?:公司|店|工廠|雇主|老闆的公司)(?:的?名(?:稱|字))?(?:叫做?|名叫|是叫)(?!我|你|他|她|人|員工"
    r"|大家)(?P<name>[^，。,；;！!？?、\s]{2,20})"
)
_TIME = re.compile(
    r"(?:晚上|白天|凌晨|早上|下午|假日|平日|週[一二三四五六日末]|星期.|禮拜.|\d|國定|颱風|休息日|例假|疫情)"
)
# What no name of a business holds: the words of a story.
_STORY = re.compile(
    r"沒有?|不[給發讓能會]|欠|積欠|扣|說|要求|叫我|逼|違法|超時|資遣|解僱|勞保|薪|加班|上班|離職|一直"
    r"|已經|進公司|老闆|主管|了|就|都|還|也|很|嗎"
)
_LATIN = (
    re.compile(
        r"\b(?i:(?:i |we )?(?:work(?:ed|ing)?|am employed) (?:at|for)|my (?:company|employer"
        r"|factory) (?:is|called)"
        r"|report|complain about)\s+(?:(?i:the|a company called)\s+)?"
        r"(?P<name>[A-Z][\w&.'-]*(?:\s+(?:[A-Z][\w&.'-]*|of|and(?= [A-Z])))*)"
    ),
    re.compile(
        r"(?i:\b(?:làm(?: việc)?|lam(?: viec)?) (?:ở|tại|cho|o|tai)|\bbekerja di|\bkerja di)\s+"
        r"(?P<name>(?i:(?:công ty|cong ty|nhà máy|nha may|quán|quan|xưởng|pt|pabrik|restoran|toko)\s+)?"
        r"[A-ZĐÀ-Ỹ][\w&.'-]*(?:\s+[A-ZĐÀ-Ỹ][\w&.'-]*)*)"
    ),
    re.compile(r"(?P<name>\b(?i:công ty|cong ty|pt)\s+[A-ZĐÀ-Ỹ][\w&.'-]*(?:\s+[A-ZĐÀ-Ỹ][\w&.'-]*)*)"),
    re.compile(r"(?:ทำงาน(?:ที่|อยู่ที่|กับ)|นายจ้างชื่อ)\s*(?P<name>(?:บริษัท|โรงงาน|ร้าน)\s?[^\s,.]{2,30})"),
)
_NO_NAMES = frozenset(
    {"i", "my", "the", "taiwan", "kaohsiung", "đài loan", "dai loan", "cao hùng", "cao hung"}
)


def employer_told(text: str) -> str | None:
    """The name of the business; None where only 公司 or 一家餐廳 is said."""
    for pattern in (_WORKS, _CALLED):
        found = pattern.search(text)
        if found and not _TIME.search(found["name"]) and (name := _name(found["name"])):
            return name
    for kind in _KIND.finditer(text):
        before = text[max(0, kind.end() - _LONGEST) : kind.end()]
        if name := _name(before):
            return name
    for pattern in _LATIN:
        for told in pattern.finditer(text):
            if told["name"].strip(" .").lower() not in _NO_NAMES:
                return told["name"].strip(" .")
    return None


def _name(text: str) -> str | None:
    """The end of ``text`` that is a name."""
    name = text
    while cut := _EDGE.search(name[: max(0, len(name) - 1)]):
        name = name[cut.end() :]
    if len(name) < 2 or _PLAIN.fullmatch(name) or _STORY.search(name):
        return None
    return name
