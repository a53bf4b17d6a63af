"""Accounts from a spreadsheet: all of them or none, each with a first password that is shown once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from core.database import Database
from core.spreadsheet import Sheet, guarded, unguarded, workbook
from core.spreadsheet_reading import BadFile, RowProblem, Unusable, rows_of, text_of
from desk.auth import audit_service, passwords, repository
from desk.auth.account_service import LONGEST_NAME, new_row
from desk.auth.audit_service import ActionOrigin, Event
from desk.auth.permissions import Role
from desk.auth.sign_in_service import normal_login

LOGIN, NAME, UNIT, ROLE = "帳號", "姓名", "單位", "身分"
TITLES = (LOGIN, NAME, UNIT, ROLE)
_ALIASES = {"電子郵件": LOGIN, "信箱": LOGIN, "科室": UNIT, "角色": ROLE}
_TITLE_ROWS = 10
_MOST_ACCOUNTS = 500
_LONGEST_LOGIN = 120
_ROLES = {role.label: role for role in Role if role is not Role.VOLUNTEER}
_ROLE_NAMES = "、".join(_ROLES)
# Their cases are handed out by unit.
_NEEDS_UNIT = (Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """One row of the file."""

    login: str
    name: str
    unit: str
    role: Role


@dataclass(frozen=True, slots=True)
class Read:
    """The accounts of a file; with problems, none of them should be made."""

    accounts: tuple[NewAccount, ...]
    problems: tuple[RowProblem, ...]


def template() -> bytes:
    """An XLSX file to fill in, with an example for each role."""
    examples = [
        (
            guarded(f"{role.value}@example.gov.tw"),
            "王小明",
            "勞動條件科" if role in _NEEDS_UNIT else "",
            label,
        )
        for label, role in _ROLES.items()
    ]
    title = ("服務台帳號：一列一位同仁，範例請刪掉。志工用值班 PIN，不需要帳號",)
    return workbook([Sheet("帳號", [title, TITLES, *examples], [32, 14, 18, 14], headings=2)])


def read(content: bytes, name: str, taken: frozenset[str]) -> Read:
    """The accounts of the file ``name``; ``taken`` are the logins that there are already.

    Rows above the one with the titles and columns that nobody knows are passed over.

    Raises:
        BadFile: it cannot be read, or has no row of titles.
    """
    rows = enumerate(rows_of(content, name), start=1)
    titles = _titles(rows)
    accounts: dict[str, NewAccount] = {}
    problems: list[RowProblem] = []
    for number, row in rows:
        cells = {title: row[place] for title, place in titles.items() if place < len(row)}
        texts = {title: " ".join(unguarded(text_of(cell)).split()) for title, cell in _usable(cells).items()}
        if not any(texts.values()) and len(texts) == len(cells):
            continue
        if len(accounts) == _MOST_ACCOUNTS:
            raise BadFile(f"一次最多 {_MOST_ACCOUNTS} 個帳號，請分次匯入。")
        found = [RowProblem(number, t, c.why) for t, c in cells.items() if isinstance(c, Unusable)]
        found = found or list(_wrong(number, texts, taken, accounts))
        if found:
            problems += found
        else:
            login = normal_login(texts[LOGIN])
            accounts[login] = NewAccount(login, texts[NAME], texts.get(UNIT, ""), _ROLES[texts[ROLE]])
    if not accounts and not problems:
        raise BadFile("檔案裡沒有帳號：標題下面要一列一位同仁。")
    return Read(tuple(accounts.values()), tuple(problems))


def _usable(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {title: cell for title, cell in cells.items() if not isinstance(cell, Unusable)}


def _titles(rows: Iterator[tuple[int, list[Any]]]) -> dict[str, int]:
    for _, row in islice(rows, _TITLE_ROWS):
        named = [text_of(cell).strip() for cell in row if not isinstance(cell, Unusable)]
        places = {_ALIASES.get(title, title): place for place, title in enumerate(named)}
        if {LOGIN, NAME, ROLE} <= places.keys():
            return {title: places[title] for title in TITLES if title in places}
    raise BadFile(f"前 {_TITLE_ROWS} 列裡要有一列標題：{'、'.join(TITLES)}。請下載範本來填。")


def _wrong(
    row: int, texts: Mapping[str, str], taken: frozenset[str], before: Mapping[str, NewAccount]
) -> Iterator[RowProblem]:
    login, role = normal_login(texts[LOGIN]) if LOGIN in texts else "", texts.get(ROLE, "")
    told = {
        LOGIN: _wrong_login(login, taken, before),
        NAME: _too_long(texts.get(NAME, ""), "請填姓名"),
        UNIT: _too_long(texts.get(UNIT, ""), "承辦與督導要有單位，案件才分得到" if _needs_unit(role) else ""),
        ROLE: "" if role in _ROLES else f"要是{_ROLE_NAMES}其中一個",
    }
    for column, message in told.items():
        if message:
            yield RowProblem(row, column, message, value=texts.get(column, ""))


def _needs_unit(role: str) -> bool:
    return _ROLES.get(role) in _NEEDS_UNIT


def _too_long(text: str, when_missing: str) -> str:
    return when_missing if not text else f"最多 {LONGEST_NAME} 字" if len(text) > LONGEST_NAME else ""


def _wrong_login(login: str, taken: frozenset[str], before: Mapping[str, NewAccount]) -> str:
    if not login or " " in login or len(login) > _LONGEST_LOGIN:
        return "請填電子郵件或代號，不含空白"
    if login in taken:
        return "這個帳號已經有了：請刪掉這一列，要改就在帳號頁改"
    return "這個帳號在檔案裡出現兩次" if login in before else ""


async def add_all(
    database: Database, accounts: Sequence[NewAccount], origin: ActionOrigin, now: datetime
) -> list[tuple[NewAccount, str]]:
    """Make all of ``accounts`` in one transaction; returns each with its first password.

    Raises:
        BadFile: one of them was made by somebody else meanwhile.
    """
    given = [(account, passwords.random_password()) for account in accounts]
    kept = [await passwords.hashed(password) for _, password in given]
    async with database.transaction() as session:
        for (account, _), hashed in zip(given, kept, strict=True):
            if await repository.account_by_login(session, account.login):
                raise BadFile(f"帳號 {account.login} 剛才有人建立了：全部都還沒有匯入，請再匯入一次。")
            session.add(new_row(account.login, account.name, account.unit, account.role, hashed, True, now))
            subject = f"{account.login}（{account.role.label}）"
            audit_service.note(session, Event.ACCOUNT_ADDED, origin, now, subject)
    return given
