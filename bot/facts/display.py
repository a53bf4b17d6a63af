"""The facts as they are shown, to be corrected or taken back: in words on every channel, as chips."""

from bot.blocks import Known, KnownFact
from bot.facts.model import FactKind, Facts, LaborRole
from bot.responses import Responses, Voice

TITLE = "您的情況"
KEPT = "只在這段對話裡記住。"
HOW = "要改請說「月薪改成 45000」，不要記請說「忘記月薪」。"
NOTED = "記下了。請問想知道什麼？"
FORGOTTEN = "已經忘記了。"
NOTHING = "還沒有記下您的情況。"
FILLED = "已經先填好"
CHANGE, FORGET = "更正", "不要記"
_CURRENCY, _HOURS, _PEOPLE, _AGE, _YEARS, _MONTHS = "元", "小時", "人", "歲", "年", "個月"
_EXPECTING, _MONTH_ONLY = "是", "（幾號不詳，先以 1 日計算）"
_NATIONS = ("越南", "印尼", "泰國", "菲律賓", "本國")
_UNITS = {
    FactKind.WAGE: _CURRENCY,
    FactKind.AVERAGE_WAGE: _CURRENCY,
    FactKind.HOURLY_WAGE: _CURRENCY,
    FactKind.WEEKLY_HOURS: _HOURS,
    FactKind.DAILY_HOURS: _HOURS,
    FactKind.AGE: _AGE,
    FactKind.COMPANY_SIZE: _PEOPLE,
}
# Everything that is said in the language of the conversation.
PHRASES = (
    *(kind.label for kind in FactKind),
    *(role.label for role in LaborRole),
    *_NATIONS,
    *(TITLE, KEPT, HOW, NOTED, FORGOTTEN, NOTHING, FILLED, CHANGE, FORGET),
    *(_CURRENCY, _HOURS, _PEOPLE, _AGE, _YEARS, _MONTHS, _EXPECTING, _MONTH_ONLY),
)


def known(facts: Facts, responses: Responses, language: str | None, title: str = TITLE) -> Known:
    """The block that shows ``facts``: what it is, each fact, and how to change one."""
    voice = responses.voice(language)  # in one language alone: chips hold no two

    def line(kind: FactKind) -> KnownFact:
        label = f"{voice.phrase(kind.label)} {value_text(kind, facts.values[kind], voice)}"
        return KnownFact(label, f"{kind.label}改成", f"忘記{kind.label}")

    heading = f"{voice.phrase(title)}（{voice.phrase(KEPT)}）"
    how = voice.phrase(HOW)
    return Known(heading, tuple(map(line, facts)), how, voice.phrase(CHANGE), voice.phrase(FORGET))


def value_text(kind: FactKind, value: str, voice: Voice) -> str:
    """The value of a fact as it is read."""
    if kind is FactKind.ROLE:
        return voice.phrase(LaborRole(value).label)
    if kind is FactKind.NATIONALITY:
        return voice.phrase(value)
    if kind is FactKind.PREGNANT:
        return voice.phrase(_EXPECTING)
    if kind is FactKind.SENIORITY:
        years, months = divmod(int(value), 12)
        parts = ((years, _YEARS), (months, _MONTHS))
        return " ".join(f"{number} {voice.phrase(unit)}" for number, unit in parts if number)
    if kind is FactKind.HIRED and len(value) == len("2024-05"):
        return f"{value}{voice.phrase(_MONTH_ONLY)}"
    unit = _UNITS.get(kind)
    if unit is None:
        return value
    return f"{int(value):,} {voice.phrase(unit)}" if unit is _CURRENCY else f"{value} {voice.phrase(unit)}"
