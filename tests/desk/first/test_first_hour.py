"""The first hour: a checklist that is read from the real state, and a mail that is really sent."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from connectors.contract import RawEvent
from core import backup_note
from core.clock import utc_now
from core.database import Database
from core.settings import Settings
from desk.auth.permissions import Role
from desk.first.checklist import ChecklistItem, Key
from retrieval.engine import Engine
from tests.desk.world import World
from tests.platforms.smtp import MailFault, SmtpPlatform, mail_server

TO = "me@labor.example"


@pytest.fixture
def smtp() -> Iterator[SmtpPlatform]:
    with mail_server() as server:
        yield server


@pytest.fixture
async def office(
    database: Database, desk_settings: Settings, engine: Engine, smtp: SmtpPlatform
) -> AsyncIterator[World]:
    """A desk that sends e-mail, and has one channel."""
    settings = desk_settings.model_copy(
        update={
            "smtp_url": SecretStr(smtp.url),
            "mail_from": "高雄市政府勞工局 <noreply@labor.example>",
            "telegram_bot_token": SecretStr("token"),
            "telegram_webhook_secret": SecretStr("secret"),
        }
    )
    whole = World(database, settings, engine)
    yield whole
    await whole.close()


async def _item(world: World, key: Key) -> ChecklistItem:
    return next(item for item in await world.services.first.items(utc_now()) if item.key is key)


async def test_the_home_of_an_administrator_leads_to_what_is_open(office: World) -> None:
    admin = await office.person(Role.ADMIN)
    assert 'href="/desk/first"' in await admin.page("/desk")
    listed = await admin.page("/desk/first")
    assert "寄一封測試信" in listed and "從試算表匯入" in listed and "由題庫管理做" in listed
    clerk = await office.person()
    assert "開始使用" not in await clerk.page("/desk")
    assert (await clerk.client.get("/desk/first")).status_code == 403


async def test_a_test_mail_arrives_and_its_server_is_quoted(office: World, smtp: SmtpPlatform) -> None:
    admin = await office.person(Role.ADMIN)
    assert not (await _item(office, Key.MAIL)).is_done
    shown = await admin.send("/desk/first/mail", address=TO)
    assert "主機收下了" in shown.text and "<code>250 OK</code>" in shown.text
    assert [mail["to"] for mail in smtp.taken] == [TO]
    assert (await _item(office, Key.MAIL)).is_done


async def test_a_refused_test_mail_says_what_the_server_said(office: World, smtp: SmtpPlatform) -> None:
    admin = await office.person(Role.ADMIN)
    smtp.faults.append(MailFault.NO_SUCH_USER)
    shown = await admin.send("/desk/first/mail", address=TO)
    assert "550 no such user" in shown.text and "主機拒收" in shown.text
    item = await _item(office, Key.MAIL)
    assert not item.is_done and "沒有寄成" in item.told and TO not in item.told


async def test_a_channel_is_done_when_a_signed_event_was_taken(office: World) -> None:
    admin = await office.person(Role.ADMIN)
    assert "還沒有收到" in await admin.page("/desk/first/channels")
    await office.services.intake.store("telegram", [RawEvent("1", "7", utc_now(), {})])
    assert (await _item(office, Key.CHANNELS)).is_done
    shown = await admin.page("/desk/first/channels")
    assert "最近一則" in shown and f"{office.settings.public_base}/webhooks/telegram" in shown


async def test_what_is_put_aside_carries_the_name_of_who_did_it(office: World) -> None:
    admin = await office.person(Role.ADMIN, name="周系統")
    shown = await admin.send("/desk/first/aside/backup")
    assert "周系統在" in shown.text and not (await _item(office, Key.BACKUP)).is_open
    await admin.send("/desk/first/aside/backup", aside="false")
    assert (await _item(office, Key.BACKUP)).is_open


async def test_the_rest_is_read_from_the_installation(office: World) -> None:
    now = utc_now()
    admin = await office.person(Role.ADMIN)
    told = (await _item(office, Key.ACCOUNTS)).told
    assert "承辦 1 位、督導 1 位、題庫管理 2 位" in told
    for role in (Role.CLERK, Role.SUPERVISOR, Role.CURATOR, Role.CURATOR):
        await office.person(role)
    await office.services.calendar.close_day(now.date(), "颱風停班", "張系統", now)
    await admin.send("/desk/roster/put", day=now.date().isoformat(), slot="morning", person="林志工")
    backup_note.note(office.settings.data_dir, now)
    done = {item.key for item in await office.services.first.items(now) if item.is_done}
    assert {Key.ACCOUNTS, Key.CALENDAR, Key.BACKUP} <= done
    assert Key.PIN not in done


async def test_open_items_wait_until_each_has_a_day_that_is_not_over(office: World) -> None:
    item = await _item(office, Key.OPEN_ITEMS)
    assert not item.is_done and "沒有期限" in item.told
    assert replace(item, is_done=True).is_open is False
