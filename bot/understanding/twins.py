"""Entries that treat the same matter for somebody else or another day: 產假, then 那老公呢.

A few short words turn from one to the other, and hold nothing that a search could find by itself.
"""

import re
from collections.abc import Iterable, Mapping
from functools import partial

from knowledge.schemas import Entry
from retrieval.analysis.language import is_chinese, length_limit

_FATHER = (
    r"老公|先生|丈夫|尪|爸爸|男生|男方|男的|husband|\bdad\b|father|\bsuami|\bayah|chồng|chong\b|\bbố\b"
    r"|asawang lalaki|\bmister\b|\btatay|สามี|\bพ่อ"
)
_MOTHER = (
    r"老婆|太太|某(?=呢|咧|勒|自)|媽媽|女生自己|她自己|wife|mother|\bistri|\bvợ\b|\bvo\b|\bmisis\b"
    r"|\bnanay|ภรรยา|เมีย"
)
_HOLIDAY = (
    r"國定(?:假日)?|過年|春節|初[一二三]|連假|中秋|端午|雙十|holiday|ngày lễ|ngay le|\btết\b"
    r"|hari libur nasional|hari raya"
    r"|วันหยุดนักขัตฤกษ์"
)
_REST_DAY = (
    r"休息日|(?:禮拜|星期|週|周|拜)六|放假去|rest day|saturday|ngày nghỉ|ngay nghi|thứ (?:bảy|7)|thu 7"
    r"|sabtu|hari istirahat"
    r"|sabado|วันเสาร์"
)
_EVERY_DAY = r"平日|平常日|一般日|上班日|weekdays?|ngày thường|ngay thuong|hari biasa"
_SUNDAY = r"例假日?|(?:禮拜|星期|週|周)[天日]|sunday|chủ nhật|chu nhat|hari minggu|linggo|วันอาทิตย์"
_OFF_SICK = r"請假|休養|休息|公傷假?|不能上班|\bleave\b|\boff\b|nghỉ|\bnghi\b|cuti|libur|ลา|หยุด|pahinga"
_HOSPITAL = (
    r"(?:醫藥|醫療|住院|開刀|看醫生|看病)(?:的)?(?:費|錢)|hospital (?:bill|fee|cost)"
    r"|(?:pay|pays|paying) .{0,12}hospital"
    r"|viện phí|vien phi|tiền viện|biaya (?:rumah sakit|rs|berobat)|(?:bayad|magbabayad|bayaran)"
    r" .{0,8}ospital"
    r"|ค่า(?:รักษา|โรงพยาบาล|หมอ)"
)
_UNUSED = (
    r"(?:沒|未)(?:有)?(?:休|放|請)(?:完|的)|休不完|剩|unused|not us(?:e|ed)|chưa nghỉ|chua nghi|sisa|เหลือ"
)
_MENSES = (
    r"生理期|那個來|月經|月事|經痛|period|menstru|kinh nguyệt|kinh nguyet|haid|menstruasi|regla|ประจำเดือน"
)
_OF_DAYS = {
    "overtime-pay": _EVERY_DAY,
    "restday-overtime": _REST_DAY,
    "holiday-work-pay": _HOLIDAY,
    "one-day-off-in-seven": _SUNDAY,
}
_TWINS: Mapping[str, Mapping[str, str]] = {
    "maternity-leave": {"prenatal-paternity-leave": _FATHER},
    "prenatal-paternity-leave": {"maternity-leave": _MOTHER},
    **dict.fromkeys(
        ("overtime-pay", "restday-overtime", "holiday-work-pay", "one-day-off-in-seven"), _OF_DAYS
    ),
    "occupational-accident-definition": {
        "occupational-accident-leave": _OFF_SICK,
        "occupational-accident-compensation": _HOSPITAL,
    },
    "occupational-accident-leave": {"occupational-accident-compensation": _HOSPITAL},
    "annual-leave": {"annual-leave-unused": _UNUSED},
    "national-holidays": {
        "holiday-work-pay": (
            r"(?:那天|當天|叫我)(?:去|來)?上班|出勤|雙倍|加倍|(?:錢|薪水|工資|錢錢)(?:要|該)?怎麼(?:算"
            r"|給)"
        )
    },
    "retirement-conditions": {"pension-old-system": r"(?:領|拿|有)(?:到|得到)?多少|多少錢"},
    "sick-leave": {"menstrual-leave": _MENSES},
    "disability-quota": {"disability-quota-levy": r"繳|差額|代金"},
    # The office is told, and so is the employee.
    "layoff-report": {"notice-period": r"(?:本人|員工|他|她|當事人).{0,8}(?:講|說|通知|告知|預告)"},
    "notice-period": {"layoff-report": r"(?:勞工局|政府|你們).{0,8}(?:報|通報|通知)|通報"},
}
_PATTERNS = {
    topic: {twin: re.compile(words, re.IGNORECASE) for twin, words in twins.items()}
    for topic, twins in _TWINS.items()
}
_PERSONS = tuple(re.compile(words, re.IGNORECASE) for words in (_FATHER, _MOTHER))
# Who asks for an interpreter does so whatever the topic is; a translated paper is none.
_INTERPRETER = re.compile(
    r"通譯|口譯|翻譯(?!本|成|好|費|社|公證)|\binterpret|translator|phiên dịch|phien dich|thông dịch"
    r"|thong dich|penerjemah"
    r"|juru bahasa|tagasalin|taga-?salin|ล่าม"
    r"|speaks? (?:english|tagalog|filipino|thai|vietnamese|indonesian|my language)|(?:can'?t|don'?t"
    r"|cannot|need to"
    r"|have to) speak (?:chinese|mandarin)|(?:nói|noi)(?: được| duoc)? (?:tiếng|tieng) (?:việt|viet)"
    r"|(?:nói|noi|biết"
    r"|biet) (?:tiếng|tieng) (?:trung|hoa)|(?:bisa|pakai|bicara) (?:pakai )?bahasa (?:indonesia|mandarin)"
    r"|(?:marunong|nagsasalita|nakakaintindi).{0,12}(?:tagalog|chinese|ingles)|พูด(?:ภาษา)?(?:ไทย|จีน)",
    re.IGNORECASE,
)
INTERPRETER = "service-interpreter"
# Characters: who says more has named the matter.
_LONGEST, _LONGEST_FOREIGN, _LONGEST_WISH = 10, 40, 18
# 我想檢舉 但是怕被知道 is about reporting, whatever was broken.
_FEARS_TO_REPORT = re.compile(
    r"^(?:那|所以)?我?(?:很|也)?(?:想|想要|要)去?檢舉.{0,6}(?:怕|會不會|不想(?:讓|被)|匿名)"
)
REPORTING = "report-violation"
# Pay, length of service and how much: all that an amount is worked out from.
_FIGURES = (
    re.compile(
        r"(?:月薪|底薪|薪水|本薪|(?:一個)?月(?:領|拿|是|大概)?)\s?(?:[\d,]{4,}|[\d.]+\s?[萬千k]|[一二三四五六七八九十兩]萬)"
    ),
    re.compile(r"(?:[\d半]|[一二三四五六七八九十兩])\s?(?:年|個月)"),
    re.compile(r"(?:可以|能|會|可)(?:領|拿|有)(?:到)?多少|拿多少|領多少"),
)
# Who was hurt at work is told to take sick leave.
_ACCIDENT = "occupational-accident-"
_AS_SICK = re.compile(r"[叫要說用改]我?(?:們)?[^,，。]{0,6}病假|病假[^,，。]{0,3}[抵請]")
# Who was told to go and gives the figures means the severance pay.
_LAID_OFF = frozenset({"notice-period", "dismissal-grounds", "company-closed-wages", "job-seeking-leave"})
SEVERANCE, _LONGEST_FIGURES = "severance-pay", 40
# Days left over are named plainly enough in a longer sentence: 那如果我離職沒休的天數咧.
_LONGER = {"annual-leave-unused": 18}
_LEFT_OVER = re.compile(_UNUSED, re.IGNORECASE)


def twin_of(topic: str, text: str) -> str | None:
    """The entry that a few words turn to from ``topic``; None where they do not, or name several."""
    if topic != INTERPRETER and len(text) <= length_limit(text, _LONGEST_WISH) and _INTERPRETER.search(text):
        return INTERPRETER
    if topic != REPORTING and len(text) <= _LONGEST_WISH and _FEARS_TO_REPORT.search(text):
        return REPORTING
    has_figures = len(text) <= _LONGEST_FIGURES and all(words.search(text) for words in _FIGURES)
    if topic in _LAID_OFF and has_figures and "預告" not in text:
        return SEVERANCE
    if topic.startswith(_ACCIDENT) and len(text) <= _LONGEST_WISH and _AS_SICK.search(text):
        return f"{_ACCIDENT}leave"
    usual = _LONGEST if is_chinese(text) else _LONGEST_FOREIGN
    found = [
        twin
        for twin, words in _PATTERNS.get(topic, {}).items()
        if len(text) <= max(usual, _LONGER.get(twin, 0)) and words.search(text)
    ]
    if topic in _LONGER and len(text) <= _LONGER[topic] and _LEFT_OVER.search(text):
        return topic
    return found[0] if len(found) == 1 and found[0] != topic else None


def offered_of(text: str, topic: Entry, offered: Iterable[Entry]) -> str | None:
    """The entry offered beside the answer that a few words turn to: 那我老婆的呢, where it is about her."""
    if len(text) > (_LONGEST if is_chinese(text) else _LONGEST_FOREIGN):
        return None
    told = [words for words in _PERSONS if words.search(text) and not words.search(topic.question)]
    fitting = (entry for entry in offered if entry.id != topic.id and any(map(partial(_speaks, entry), told)))
    return next((entry.id for entry in fitting), None)


def _speaks(entry: Entry, words: re.Pattern[str]) -> bool:
    return any(map(words.search, (entry.question, entry.answer, *entry.all_variants)))
