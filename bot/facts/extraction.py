"""`hear`: the facts that a message tells, corrects or takes back (pure).

What is only nearly true (快三年, 不到三萬), a limit that is asked about or a figure of the law (最低工資) is
no fact: it would be calculated with.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from bot.facts import days, durations, money, person
from bot.facts.corrections import put_right
from bot.facts.model import FactKind, Facts
from core.questions.numbers import number_of
from retrieval.analysis.contrast import contrast

# What people call each kind when they correct it or take it back.
_CALLED = {
    FactKind.ROLE: r"身分|身份|role|vai trò|peran|บทบาท|katayuan",
    FactKind.NATIONALITY: r"國籍|nationality|quốc tịch|kewarganegaraan|สัญชาติ|nasyonalidad",
    FactKind.WAGE: r"月薪|薪水|薪資|工資|wage|salary|pay|lương|gaji|upah|เงินเดือน|ค่าจ้าง|sahod|sweldo",
    FactKind.AVERAGE_WAGE: r"平均(?:月)?(?:薪資|工資|薪水|月薪)|average wage",
    FactKind.HOURLY_WAGE: r"時薪|hourly wage|lương giờ|gaji per jam|ค่าแรงรายชั่วโมง",
    FactKind.SENIORITY: r"年資|seniority|thâm niên|masa kerja|อายุงาน|tagal ng serbisyo",
    FactKind.HIRED: r"到職日?|start date|ngày vào làm|tanggal masuk|วันเริ่มงาน|unang araw",
    FactKind.LEFT: r"離職日?|最後工作日|last day|ngày nghỉ việc|tanggal berhenti|วันสุดท้าย|huling araw",
    FactKind.WEEKLY_HOURS: r"每週工時|週工時|weekly hours",
    FactKind.DAILY_HOURS: r"每天工時|每日工時|工時|daily hours|hours",
    FactKind.AGE: r"年齡|年紀|age|tuổi|umur|usia|อายุ|edad",
    FactKind.PREGNANT: r"懷孕|pregnancy|thai kỳ|kehamilan|การตั้งครรภ์|pagbubuntis",
    FactKind.COMPANY_SIZE: (
        r"公司人數|人數|company size|số nhân viên|jumlah karyawan|จำนวนพนักงาน|laki ng kompanya"
    ),
    FactKind.TOWN: r"地區|地點|住的地方|town|district|khu vực|quận|daerah|wilayah|เขต|distrito",
}
_ALL = (
    r"(?:全部|所有|這些|我的|您的|你的)*(?:情況|資訊|事)|everything|my situation|what i told(?: you)?"
    r"|tất cả|semua(?:nya)?|ทั้งหมด|lahat"
)
_FORGET = (
    r"(?:請|麻煩|幫我|please\s)*(?:忘記|忘掉|刪除|刪掉|移除|清除|清掉|不要記|別記|拿掉|forget|remove"
    r"|delete|quên|xóa|xoá|hapus|lupakan|ลบ|ลืม|burahin|kalimutan)\s?(?:我的|my\s|ang\s)?"
)
_FORGETS = re.compile(
    rf"{_FORGET}\s?(?P<what>.+?)(?:的資料|資料|吧|了|\s(?:của tôi|saya|ko)|ของฉัน)?[。.!！]?"
)
_CALLS = "|".join(f"(?:{names})" for names in _CALLED.values())
_BECOMES = r"(?:應該|要|其實)?(?:改成|改為|改|換成|更正為|是|為|[:：]|=)"
_CHANGE = re.compile(
    rf"(?:^|[,，。\s])(?:把|請把|我的)?\s?(?P<what>{_CALLS})\s?{_BECOMES}\s?(?P<value>[^,，。;；!！?？]+)"
)
_NOT = re.compile(r"(?:我|本人)(?:不是|沒有?|並不是|並沒有)(?:是)?(?P<what>[^,，。;；!！?？]{1,10})")
_MONEY = frozenset({FactKind.WAGE, FactKind.AVERAGE_WAGE, FactKind.HOURLY_WAGE})
_LIMIT = 2_000
# What tells the same thing as another: of the two the one told last stands.
_SAME = (
    (FactKind.SENIORITY, FactKind.HIRED),
    (FactKind.HIRED, FactKind.SENIORITY),
    (FactKind.WAGE, FactKind.AVERAGE_WAGE),
)
# NFKC takes this vowel apart, which nobody types so.
_SARA_AM_APART, _SARA_AM = "\u0e4d\u0e32", "\u0e33"


@dataclass(frozen=True, slots=True)
class FactChanges:
    """What a message did to the facts: ``told`` or corrected some, ``taken_back`` others.

    ``is_all`` says that it does nothing else: it only corrects a fact by its name, or takes some back.
    """

    told: Mapping[FactKind, str] = field(default_factory=lambda: MappingProxyType({}))
    taken_back: frozenset[FactKind] = frozenset()
    is_all: bool = False

    def __bool__(self) -> bool:
        return bool(self.told or self.taken_back)

    def applied(self, known: Facts) -> Facts:
        """``known`` with what was heard."""
        kept = known.without(self.taken_back).told(self.told)
        for one, other in _SAME:
            if one in self.told and other not in self.told:
                kept = kept.without(frozenset({other}))
        return kept


def plain(text: str) -> str:
    """``text`` in one width and case, as the readers of this package want it."""
    one_width = unicodedata.normalize("NFKC", text[:_LIMIT]).replace(_SARA_AM_APART, _SARA_AM)
    return re.sub(r"\s+", " ", one_width).strip().lower()


def hear(text: str, known: Facts, today: date) -> FactChanges:
    """What ``text`` tells of its writer's situation; ``known`` is what was told before."""
    said = plain(text)
    if found := _FORGETS.fullmatch(said):
        meant = _meant(found["what"], known)
        return FactChanges(taken_back=meant, is_all=bool(meant) or _named(found["what"]) is not None)
    told = dict(_corrected(said, known, today)) | dict(_told(said, today))
    changed = {kind: value for kind, value in told.items() if known.get(kind) != value}
    denied = {kind for found in _NOT.finditer(said) for kind in _denied(found["what"], known)}
    only = bool(told) and (_CHANGE.fullmatch(said) or put_right(said)) is not None
    return FactChanges(changed, frozenset(denied - set(told)), only)


def _told(said: str, today: date) -> Iterator[tuple[FactKind, str]]:
    """What is told, in the order in which the later is right."""
    yield from money.wages(said)
    yield from durations.seniority(said)
    yield from durations.hours(said)
    yield from days.days(said, today)
    yield from person.roles(said)
    yield from person.nations(said)
    yield from person.persons(said)
    yield from person.towns(said)
    for found in _CHANGE.finditer(said):
        kind = _named(found["what"])
        if kind and (value := value_of(kind, found["value"], today)):
            yield kind, value


def _corrected(said: str, known: Facts, today: date) -> Iterator[tuple[FactKind, str]]:
    """A known figure that is said to be another: 不是四萬，是四萬五; 改成四萬五 where one can be meant."""
    if figure := put_right(said):
        values = {kind: value for kind in known if (value := _figure_of(kind, figure, today))}
        yield from values.items() if len(values) == 1 else ()
    sides = contrast(said)
    if sides is None or not sides.corrects:
        return
    for kind in known:
        value = value_of(kind, sides.meant, today)
        if value and value_of(kind, sides.excluded, today) == known.get(kind):
            yield kind, value


def _figure_of(kind: FactKind, figure: str, today: date) -> str | None:
    """What a figure that names no kind is as a value of ``kind``: a bare number is an amount of money."""
    is_bare = number_of(figure) is not None
    return value_of(kind, figure, today) if not is_bare or kind in _MONEY else None


def value_of(kind: FactKind, text: str, today: date) -> str | None:
    """What ``text`` alone is as a value of ``kind``, None when it is none."""
    said = plain(text)
    readers: dict[FactKind, Callable[[], str | None]] = {
        FactKind.ROLE: lambda: person.role_of(said),
        FactKind.NATIONALITY: lambda: person.nation_of(said),
        FactKind.SENIORITY: lambda: durations.seniority_of(said),
        FactKind.HIRED: lambda: days.day_of(said, today),
        FactKind.LEFT: lambda: days.day_of(said, today),
        FactKind.TOWN: lambda: person.town_of(said),
        FactKind.PREGNANT: lambda: None,
    }
    return readers[kind]() if kind in readers else _number_value(kind, said)


def _number_value(kind: FactKind, said: str) -> str | None:
    figure = re.sub(r"^(?:nt\$?|twd|\$)\s?|\s?(?:元|塊|圓|個?小時|個?人|歲|個|nt\$?|twd)$", "", said)
    if kind in _MONEY:
        return money.wage_of(kind, figure)
    number = number_of(figure)
    if number is None:
        return None
    if kind in (FactKind.WEEKLY_HOURS, FactKind.DAILY_HOURS):
        return durations.hours_of(kind, number)
    return str(int(number)) if number == int(number) and number > 0 else None


def _named(words: str) -> FactKind | None:
    return next((kind for kind, names in _CALLED.items() if re.fullmatch(names, words.strip())), None)


def _meant(words: str, known: Facts) -> frozenset[FactKind]:
    """The kinds that ``words`` name to be forgotten."""
    if re.fullmatch(_ALL, words):
        return frozenset(known)
    kind = _named(words)
    return frozenset({kind}) if kind and kind in known else frozenset()


def _denied(words: str, known: Facts) -> Iterator[FactKind]:
    """The known facts that somebody says not to be so: 我不是移工, 我沒有懷孕."""
    if known.role and person.role_of(words) == known.role:
        yield FactKind.ROLE
    if known.get(FactKind.NATIONALITY) and person.nation_of(words) == known.get(FactKind.NATIONALITY):
        yield FactKind.NATIONALITY
    if "懷孕" in words and FactKind.PREGNANT in known:
        yield FactKind.PREGNANT
