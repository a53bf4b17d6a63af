"""Keeping macros."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from cases.action_questions import SUPPLEMENT_LEAST, SUPPLEMENT_MOST
from cases.schemas import Action
from core.database import Database
from core.errors import NotFound, Problem
from desk.macros import repository
from desk.macros.models import MacroRow

NAME_LIMIT, NOTE_LIMIT, LETTER_LIMIT, MOST, DAYS = 30, 1000, 5000, 50, 14
# Who gets the case: nobody new, whoever presses the button, or an account.
NOBODY, ME = "", "me"
# What a macro can write to the citizen.
LETTERS = (Action.ANSWER, Action.ASK_SUPPLEMENT)


class BadMacro(Problem):
    """The macro cannot be kept."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class MacroStep(StrEnum):
    """What a macro can do, in the order in which a new one does it."""

    TAGS = "tags"
    NOTE = "note"
    ASSIGN = "assign"
    LETTER = "letter"

    @property
    def label(self) -> str:
        """The step as staff read it."""
        return _LABELS[self]


_LABELS = {
    MacroStep.TAGS: "加標籤",
    MacroStep.NOTE: "內部註記",
    MacroStep.ASSIGN: "分派",
    MacroStep.LETTER: "給民眾的信",
}


@dataclass(frozen=True, slots=True)
class Steps:
    """What is done to a case, in the ``order``; empty fields do nothing.

    ``letter`` is an action of `LETTERS` with its ``text``; a supplement is asked for within ``days``.
    """

    tags: tuple[int, ...] = ()
    note: str = ""
    assign: str = NOBODY
    letter: Action | None = None
    text: str = ""
    days: int = DAYS
    order: tuple[MacroStep, ...] = tuple(MacroStep)


@dataclass(frozen=True, slots=True)
class Macro:
    """Steps with a name; ``version`` is another one after every change."""

    id: int = 0
    name: str = ""
    steps: Steps = field(default_factory=Steps)
    version: str = ""


_STEPS = TypeAdapter(Steps)


async def macros(database: Database) -> tuple[Macro, ...]:
    """All macros, by name."""
    async with database.transaction() as session:
        return tuple(map(_macro, await repository.macros(session)))


async def macro(session: AsyncSession, macro_id: int) -> Macro:
    """A macro.

    Raises:
        NotFound.
    """
    return _macro(await _row(session, macro_id))


async def put(session: AsyncSession, name: str, steps: Steps, now: datetime, macro_id: int = 0) -> str:
    """Keep a new macro, or what ``macro_id`` does from now on; returns its name.

    Raises:
        BadMacro, NotFound.
    """
    name = " ".join(name.split())
    _check(name, steps)
    same = await repository.by_name(session, name)
    if same is not None and same.id != macro_id:
        raise BadMacro(f"已經有「{name}」這個巨集，請取別的名稱。")
    stored = asdict(steps) | {"tags": list(steps.tags), "order": list(steps.order)}
    if macro_id:
        row = await _row(session, macro_id)
        row.name, row.steps, row.updated_at = name, stored, now
    elif len(await repository.macros(session)) >= MOST:
        raise BadMacro(f"最多 {MOST} 個巨集，請先刪掉不用的。")
    else:
        session.add(MacroRow(name=name, steps=stored, updated_at=now))
    return name


async def remove(session: AsyncSession, macro_id: int) -> str:
    """Forget a macro; returns the name that it had.

    Raises:
        NotFound.
    """
    name = (await _row(session, macro_id)).name
    await repository.remove(session, macro_id)
    return name


def _check(name: str, steps: Steps) -> None:
    if not 1 <= len(name) <= NAME_LIMIT:
        raise BadMacro(f"請寫 1 到 {NAME_LIMIT} 個字的名稱。")
    if not (steps.tags or steps.note or steps.assign or steps.letter):
        raise BadMacro("巨集至少要做一件事。")
    if len(steps.note) > NOTE_LIMIT or len(steps.text) > LETTER_LIMIT:
        raise BadMacro(f"註記最多 {NOTE_LIMIT:,} 字，給民眾的文字最多 {LETTER_LIMIT:,} 字。")
    if sorted(steps.order) != sorted(MacroStep):
        raise BadMacro("每一步的順序要不一樣：請把四步排成一到四。")
    if (
        steps.assign
        and steps.letter
        and steps.order.index(MacroStep.ASSIGN) > steps.order.index(MacroStep.LETTER)
    ):
        raise BadMacro("分派要排在信的前面：信後面又有別的處理，十秒內就收不回來了。")
    if bool(steps.letter) != bool(steps.text):
        raise BadMacro("給民眾的信要選種類，也要寫內容。")
    if not SUPPLEMENT_LEAST <= steps.days <= SUPPLEMENT_MOST:
        raise BadMacro(f"補件的天數請填 {SUPPLEMENT_LEAST} 到 {SUPPLEMENT_MOST}。")


async def _row(session: AsyncSession, macro_id: int) -> MacroRow:
    row = await repository.macro(session, macro_id)
    if row is None:
        raise NotFound("沒有這個巨集，可能剛刪掉了。")
    return row


def _macro(row: MacroRow) -> Macro:
    return Macro(row.id, row.name, _STEPS.validate_python(row.steps), row.updated_at.isoformat())
