"""Keeping phrases, and finding the ones that fit what is typed after 「/」."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from core.database import Database
from core.errors import NotFound, Problem
from desk.auth.permissions import Permission, Staff
from desk.phrases import repository
from desk.phrases.models import PhraseRow

NAME_LIMIT, TEXT_LIMIT, MOST = 30, 2000, 200
EVERYBODY = ""
# What a phrase may name, and what the page puts there.
FIELDS: Mapping[str, str] = {
    "同仁": "您的姓名",
    "單位": "您的單位",
    "今天": "今天的日期",
    "案號": "案號（只在案件裡）",
    "期限": "回覆期限（只在案件裡）",
}


class BadPhrase(Problem):
    """The phrase cannot be kept; ``fields`` says why."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotYourPhrase(Problem):
    """Somebody else's, or everybody's."""

    status = HTTPStatus.FORBIDDEN


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text with a name; ``is_shared`` belongs to everybody."""

    id: int
    name: str
    text: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Insertable:
    """Something that 「/」 can put in: ``label`` is shown, ``text`` is put in, ``kind`` says what it is."""

    label: str
    kind: str
    text: str


def may_share(staff: Staff) -> bool:
    """Whether ``staff`` looks after the phrases of everybody."""
    return staff.may(Permission.APPROVE_CASES)


async def phrases(database: Database, staff: Staff) -> tuple[Phrase, ...]:
    """What ``staff`` can use: their own, then everybody's."""
    async with database.transaction() as session:
        rows = await repository.of_owners(session, (staff.id, EVERYBODY))
    return tuple(Phrase(row.id, row.name, row.text, row.owner == EVERYBODY) for row in rows)


async def put(
    database: Database,
    staff: Staff,
    name: str,
    text: str,
    now: datetime,
    *,
    shared: bool = False,
    phrase_id: int | None = None,
) -> None:
    """Keep a new phrase, or what ``phrase_id`` says from now on.

    Raises:
        BadPhrase, NotYourPhrase, NotFound.
    """
    name, text = " ".join(name.split()).lstrip("/"), text.strip()
    problems = {
        "name": "" if 1 <= len(name) <= NAME_LIMIT else f"請寫 1 到 {NAME_LIMIT} 個字的名稱",
        "text": "" if 1 <= len(text) <= TEXT_LIMIT else f"請寫 1 到 {TEXT_LIMIT:,} 個字的內容",
    }
    if any(problems.values()):
        raise BadPhrase("用語沒有存，請看欄位的說明", fields={k: v for k, v in problems.items() if v})
    if shared and not may_share(staff):
        raise NotYourPhrase("全局的用語由督導整理；您可以存成自己的。")
    owner = EVERYBODY if shared else staff.id
    async with database.transaction() as session:
        if phrase_id is not None:
            row = _mine(await repository.phrase(session, phrase_id), staff)
            row.owner, row.name, row.text, row.updated_at = owner, name, text, now
            return
        if await repository.count(session, owner) >= MOST:
            raise BadPhrase(f"最多 {MOST} 則，請先刪掉不用的")
        session.add(PhraseRow(owner=owner, name=name, text=text, updated_at=now))


async def remove(database: Database, staff: Staff, phrase_id: int) -> None:
    """Forget a phrase.

    Raises:
        NotYourPhrase, NotFound.
    """
    async with database.transaction() as session:
        _mine(await repository.phrase(session, phrase_id), staff)
        await repository.remove(session, phrase_id)


def _mine(row: PhraseRow | None, staff: Staff) -> PhraseRow:
    if row is None:
        raise NotFound("沒有這則用語，可能剛刪掉了。")
    if row.owner != staff.id and not (row.owner == EVERYBODY and may_share(staff)):
        raise NotYourPhrase("這則用語不是您的。")
    return row


def fitting(known: Sequence[Phrase], words: str, values: Mapping[str, str]) -> tuple[Insertable, ...]:
    """The phrases that have ``words`` in name or text, by name first, with their fields filled in."""
    wanted = words.casefold()
    by_name = [phrase for phrase in known if wanted in phrase.name.casefold()]
    by_text = [phrase for phrase in known if phrase not in by_name and wanted in phrase.text.casefold()]
    return tuple(
        Insertable(phrase.name, "全局用語" if phrase.is_shared else "我的用語", filled(phrase.text, values))
        for phrase in (*by_name, *by_text)
    )


def filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with the fields whose value is known; the others stay to be seen."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def of_staff(staff: Staff, now: datetime) -> dict[str, str]:
    """The fields that are known wherever ``staff`` writes; ``now`` is local."""
    return {"同仁": staff.name, "單位": staff.unit, "今天": f"{now:%Y-%m-%d}"}
