"""The digest reaches each person on duty once, through a real mail server, and waits to be acknowledged."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

import httpx
import pytest

from core.clock import TAIPEI
from core.database import Database
from desk.auth.permissions import Role, Staff
from desk.auth.shift_service import Slot
from desk.digest import bulletin_service
from desk.digest.bulletin_service import BadBulletin, TypedBulletin
from desk.digest.service import Digests
from desk.duty import roster_service
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from publication import repository as knowledge
from tests.cases.conftest import bureau, make_desk, smtp, vault, world
from tests.cases.world import World
from tests.desk.apps import new_app
from tests.platforms.smtp import MailFault
from tests.staff import LOGINS, NAMES, add_account, csrf_of

__all__ = ["bureau", "make_desk", "smtp", "vault", "world"]

URL = "https://labor.example"
CLERK, SUPERVISOR = LOGINS[Role.CLERK], LOGINS[Role.SUPERVISOR]
TUESDAY = date(2020, 12, 15)  # long ago: what is sent leaves at once
WRITER = Staff("staff-9", "王督導", Role.SUPERVISOR, "勞動條件科")
REMIND_HOURS = 24


def _at(hour: int = 9, day: int = TUESDAY.day) -> datetime:
    return datetime(2020, 12, day, hour, tzinfo=TAIPEI)


def _wish(**changes: object) -> TypedBulletin:
    usual = {
        "title": "基本工資調整",
        "text": "請提醒民眾一月起適用。",
        "is_urgent": False,
        "valid_from": "2020-12-15",
        "valid_to": "2020-12-20",
        "entries": "overtime-pay",
    }
    return TypedBulletin(**(usual | changes))  # type: ignore[arg-type]


@dataclass
class Bureau:
    """A clerk and a supervisor with accounts, and the mail server that writes to them."""

    world: World
    catalogue: Catalogue
    digests: Digests
    clerk: int

    @property
    def database(self) -> Database:
        return self.world.desk.database

    async def write(self, now: datetime | None = None, **changes: object) -> int:
        return await bulletin_service.write(
            self.database, _wish(**changes), self.catalogue, WRITER, now or _at(7)
        )

    async def work(self, now: datetime) -> list[str]:
        """Who gets an e-mail when the digests work at ``now``."""
        self.world.smtp.recipients.clear()
        await self.digests.work(now)
        self.world.desk.lanes.wake()
        await self.world.desk.settle()
        return sorted(self.world.smtp.recipients)

    def link(self) -> str:
        """The path of the link in the last e-mail."""
        found = re.search(rf"{URL}(/desk/digest/link/\S+)", self.world.smtp.texts()[-1])
        assert found is not None
        return found[1]


@pytest.fixture
async def office(world: World, base: KnowledgeBase) -> Bureau:
    database = world.desk.database
    clerk = await add_account(database, Role.CLERK)
    await add_account(database, Role.SUPERVISOR)
    return Bureau(world, Catalogue(base, 1), world.desk.services.digests, clerk)


@pytest.fixture
async def client(office: Bureau) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which nobody is signed in."""
    app = new_app(office.world.desk.services)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url=URL, headers={"Accept": "text/html"}
    ) as opened:
        yield opened


async def test_the_daily_digest_goes_out_once_from_the_set_hour_on(office: Bureau) -> None:
    await office.write()
    assert await office.work(_at(7)) == []
    assert await office.work(_at(8)) == sorted([CLERK, SUPERVISOR])
    assert await office.work(_at(12)) == []


async def test_it_goes_to_those_on_the_roster_where_there_is_one(office: Bureau) -> None:
    await roster_service.put(office.database, TUESDAY, Slot.MORNING, NAMES[Role.CLERK], "")
    await office.write()
    assert await office.work(_at()) == [CLERK]


async def test_nothing_to_tell_is_told_to_nobody_that_day(office: Bureau) -> None:
    assert await office.work(_at(8)) == []
    await office.write(now=_at(10))
    assert await office.work(_at(11)) == []
    assert await office.work(_at(8, day=16)) == sorted([CLERK, SUPERVISOR])


async def test_nothing_goes_out_on_a_day_of_rest_but_what_is_urgent(office: Bureau) -> None:
    await office.write(valid_from="2020-12-19")
    assert await office.work(_at(day=19)) == []
    await office.write(now=_at(day=19), is_urgent=True, valid_from="2020-12-19")
    assert await office.work(_at(day=19)) == sorted([CLERK, SUPERVISOR])


async def test_an_urgent_bulletin_goes_out_at_once_and_alone(office: Bureau) -> None:
    await office.write()
    await office.write(is_urgent=True, title="系統停機")
    assert await office.work(_at(3)) == sorted([CLERK, SUPERVISOR])
    assert office.world.subjects() == ["【緊急】系統停機"] * 2
    await office.work(_at(8))
    assert "系統停機" not in office.world.smtp.texts()[-1]


async def test_published_changes_are_told_with_what_differs(office: Bureau) -> None:
    async def put(answer: str, author: str, now: datetime, reviewer: str = "") -> None:
        payload = {"id": "overtime-pay", "question": "加班費怎麼算？", "answer": answer}
        async with office.database.transaction() as session:
            await knowledge.put(session, "entry", "overtime-pay", payload, 0, author, "修法", now, reviewer)

    await put("舊的答案。", "系統", _at(6))
    await put("新的答案。", "李題庫", _at(7), "王督導")
    await office.work(_at(8))
    text = office.world.smtp.texts()[-1]
    assert "問答「加班費怎麼算？」（李題庫，審核：王督導）" in text
    assert "原：舊的答案。" in text and "新：新的答案。" in text
    assert text.count("■") == 1


async def test_two_processes_make_one_digest(office: Bureau) -> None:
    await office.write()
    await office.write(is_urgent=True)
    await asyncio.gather(*(office.digests.work(_at()) for _ in range(4)))
    assert await office.work(_at()) == sorted([CLERK, SUPERVISOR] * 2)


async def test_a_digest_that_could_not_be_written_is_made_whole_afterwards(
    office: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the process is killed between two letters: nothing of the digest is left."""
    await office.write()
    mail, count = office.world.desk.sender.mail, iter(range(9))

    async def breaks(*args: object) -> tuple[int, ...]:
        if next(count) == 1:
            raise asyncio.CancelledError
        return await mail(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(office.world.desk.sender, "mail", breaks)
        with pytest.raises(asyncio.CancelledError):
            await office.digests.work(_at())
    assert await office.work(_at()) == sorted([CLERK, SUPERVISOR])


async def test_a_mail_server_that_is_busy_gets_it_later(office: Bureau) -> None:
    await office.write()
    office.world.smtp.faults.append(MailFault.GREYLISTED)
    assert await office.work(_at()) == sorted([CLERK, SUPERVISOR])


async def test_following_the_link_acknowledges_nothing_the_button_does(
    office: Bureau, client: httpx.AsyncClient
) -> None:
    await office.write()
    await office.work(_at())
    link = office.link()
    shown = await client.get(link)
    assert "基本工資調整" in shown.text
    assert len(await office.digests.waiting(_at(day=20))) == 2
    done = await client.post(link, data={"csrf": csrf_of(shown.text)})
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert len(await office.digests.waiting(_at(day=20))) == 1
    assert "已經確認" in (await client.get(link)).text
    (held,) = await bulletin_service.current(office.database, WRITER, _at())
    assert len(held.readers) == 1


async def test_a_changed_link_tells_nothing(office: Bureau, client: httpx.AsyncClient) -> None:
    await office.write()
    await office.work(_at())
    answer = await client.get(office.link()[:-2] + "xx")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "基本工資調整" not in answer.text


async def test_who_does_not_acknowledge_is_reminded_once_and_shown(office: Bureau) -> None:
    await office.write()
    await office.work(_at(8))
    (letter,) = await office.digests.open_for(office.clerk)
    await office.digests.acknowledge(letter.id, office.clerk, _at(10))
    assert await office.work(_at(7, day=16)) == []
    assert await office.work(_at(9, day=16)) == [SUPERVISOR]
    assert office.world.subjects()[-1].startswith("【提醒】")
    assert await office.work(_at(9, day=17)) == []
    (silent,) = await office.digests.waiting(_at(9, day=17))
    assert (silent.name, silent.reminded_at) == (NAMES[Role.SUPERVISOR], _at(9, day=16))


async def test_a_bulletin_stays_unread_for_each_until_they_acknowledge_it(office: Bureau) -> None:
    number = await office.write(is_urgent=True)
    await office.work(_at())
    clerk = Staff(f"staff-{office.clerk}", "陳承辦", Role.CLERK, "")
    shift = Staff("shift-1", "林志工", Role.VOLUNTEER, "", is_shift=True)
    await bulletin_service.acknowledge(office.database, number, clerk, office.clerk, _at())
    assert await bulletin_service.unread(office.database, clerk, _at()) == ()
    assert len(await bulletin_service.unread(office.database, shift, _at())) == 1
    assert await office.digests.open_for(office.clerk) == ()


async def test_a_bulletin_holds_from_its_first_to_its_last_day(office: Bureau) -> None:
    number = await office.write(valid_from="2020-12-16", valid_to="2020-12-17")
    held = [
        len(await bulletin_service.current(office.database, WRITER, _at(day=day))) for day in (15, 16, 17, 18)
    ]
    assert held == [0, 1, 1, 0]
    await bulletin_service.withdraw(office.database, number, _at())
    assert await bulletin_service.current(office.database, WRITER, _at(day=16)) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": "x" * 2001}, "text"),
        ({"valid_from": "tomorrow"}, "valid_from"),
        ({"valid_to": "2020-12-14"}, "valid_to"),
        ({"valid_to": "2029-12-14"}, "valid_to"),
        ({"entries": "overtime-pay no-such-entry"}, "entries"),
    ],
)
def test_a_bulletin_that_cannot_go_out_says_what_to_change(
    base: KnowledgeBase, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(BadBulletin) as told:
        bulletin_service.read(_wish(**changes), TUESDAY, Catalogue(base, 1))
    assert list(told.value.fields) == [field]
