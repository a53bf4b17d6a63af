"""Notices from a case to its citizen: the first open way, the next when it fails, a person at last."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from cases.enums import NoticeState, TaskKind, TaskState
from cases.models import CaseRow, NoticeRow
from cases.notices.staff_fallback import retry
from cases.notification_service import Notifications
from cases.schemas import Action, Filters, NoticeKind, Origin
from cases.service import CaseService
from connectors.models import OutboxRow
from core.clock import TAIPEI, utc_now
from core.encryption import Vault
from tests.cases.conftest import CHIEF, STATEMENT, File
from tests.cases.world import CHAT, World, ways
from tests.platforms.smtp import MailFault

FROM_CHAT = Origin("telegram", CHAT)
REFUSED = {"ground": "repeated", "explanation": "同上", "remedy": "可以提起訴願", "approver": "周主管"}


async def _filed(world: World, cases: CaseService, file: File, **changes: object) -> str:
    """A case out of the chat, whose receipt has been dealt with; returns its id."""
    await world.citizen_writes()
    await file(origin=FROM_CHAT, now=utc_now(), **changes)
    (found,) = await cases.list(Filters())
    await world.work(utc_now())
    world.smtp.taken.clear()
    return found.id


async def _accept(world: World, cases: CaseService, case_id: str) -> None:
    await cases.act(case_id, Action.ACCEPT, CHIEF, utc_now(), remedy="可以申請調解")
    await world.work(utc_now())


async def test_a_receipt_that_was_handed_over_costs_no_push_but_a_letter(
    world: World, cases: CaseService, file: File
) -> None:
    await world.citizen_writes()
    receipt = await file(origin=FROM_CHAT, now=utc_now())
    await world.work(utc_now())
    assert world.chats() == []
    assert world.subjects() == [f"已收到您的陳情（{receipt.number}）"]
    row, steps = await world.notice(NoticeKind.RECEIVED)
    assert row.state == NoticeState.TOLD and steps[0].reason.startswith("收據已在對話中")


async def test_without_an_address_the_receipt_itself_is_the_notice(
    world: World, cases: CaseService, file: File
) -> None:
    await _filed(world, cases, file, email="")
    row, steps = await world.notice(NoticeKind.RECEIVED)
    assert row.state == NoticeState.TOLD and ways(steps)[-1] == ("receipt", "arrived")


async def test_a_letter_that_comes_back_is_followed_by_the_next_way(
    world: World, cases: CaseService, file: File
) -> None:
    await file(second_contact="sister@example.com")
    await world.work(utc_now())
    (letter,) = world.smtp.taken
    headers = {"authorization": "Bearer shared"}
    report = world.smtp.report(letter)
    assert (await world.desk.http.post("/webhooks/email", content=report, headers=headers)).status_code == 200
    await world.desk.settle()
    await world.work(utc_now())
    assert [str(letter["to"]) for letter in world.smtp.taken] == ["ming@example.com", "sister@example.com"]
    row, steps = await world.notice(NoticeKind.RECEIVED)
    assert row.state == NoticeState.TOLD
    assert ways(steps)[1:3] == [("email", "failed"), ("second_email", "arrived")]


async def test_the_citizen_is_told_in_the_chat_once(world: World, cases: CaseService, file: File) -> None:
    case_id = await _filed(world, cases, file)
    await _accept(world, cases, case_id)
    await world.work(utc_now())
    (text,) = world.chats()
    assert "已經受理" in text and "可以申請調解" in text
    assert world.smtp.taken == []
    row, steps = await world.notice(NoticeKind.ACCEPTED)
    assert row.state == NoticeState.TOLD
    assert ways(steps) == [
        ("chat", "arrived"),
        ("email", "waiting"),
        ("second_email", "skipped"),
        ("staff", "waiting"),
    ]
    assert all(step.reason for step in steps) and row.timing


async def test_who_complained_in_another_language_is_told_in_it_on_every_way(
    world: World, cases: CaseService, file: File
) -> None:
    case_id = await _filed(world, cases, file, language="vi")
    await _accept(world, cases, case_id)
    await cases.act(case_id, Action.ANSWER, CHIEF, utc_now(), text="已查核。")
    await world.work(utc_now())
    (chat,) = world.chats()
    assert chat.startswith("Xin chào, hồ sơ") and "已經受理" in chat
    assert world.subjects()[-1].startswith("Hồ sơ của bạn đã được trả lời / 您的案件已回覆")


async def test_what_must_be_in_writing_goes_by_letter(world: World, cases: CaseService, file: File) -> None:
    case_id = await _filed(world, cases, file)
    await _accept(world, cases, case_id)
    await cases.act(case_id, Action.ANSWER, CHIEF, utc_now(), text="已查核，王小明的雇主已補發。")
    await world.work(utc_now())
    assert world.subjects()[-1].startswith("您的案件已回覆")
    assert len(world.chats()) == 1


@pytest.mark.parametrize("action", ["transfer", "refuse", "answer", "extend"])
async def test_no_message_tells_what_was_stated_or_answered(
    world: World, cases: CaseService, file: File, action: str
) -> None:
    case_id = await _filed(world, cases, file)
    details = {
        "transfer": {"to": "臺南市政府勞工局", "reason": "機密甲", "approver": "周主管"},
        "refuse": REFUSED | {"explanation": "機密甲"},
        "answer": {"text": "機密甲"},
        "extend": {"days": "10", "reason": "函詢其他機關", "approver": "機密甲"},
    }[action]
    if action == "answer":
        await cases.act(case_id, Action.ACCEPT, CHIEF, utc_now())
    await cases.act(case_id, Action(action), CHIEF, utc_now(), **details)
    await world.work(utc_now())
    (letter,) = world.smtp.texts()
    said = "".join((letter, *world.chats()))
    kept = ("機密甲", STATEMENT.name, STATEMENT.employer, STATEMENT.what, STATEMENT.phone)
    assert [words for words in kept if words in said] == []


async def test_when_the_chat_fails_the_letter_follows(world: World, cases: CaseService, file: File) -> None:
    case_id = await _filed(world, cases, file)
    world.telegram.blocked.add("1001")
    await _accept(world, cases, case_id)
    assert world.chats() == [] and len(world.subjects()) == 1
    row, steps = await world.notice(NoticeKind.ACCEPTED)
    assert row.state == NoticeState.TOLD
    assert ways(steps)[:2] == [("chat", "failed"), ("email", "arrived")]


async def test_when_nobody_knows_whether_a_letter_arrived_the_next_way_is_taken(
    world: World, cases: CaseService, file: File
) -> None:
    case_id = await _filed(world, cases, file)
    world.smtp.faults.append(MailFault.DROP_AFTER_DATA)
    await cases.act(case_id, Action.REFUSE, CHIEF, utc_now(), **REFUSED)
    await world.work(utc_now())
    _, steps = await world.notice(NoticeKind.NOT_HANDLED)
    assert ways(steps)[0] == ("email", "unknown") and ("chat", "arrived") in ways(steps)


async def test_when_nothing_gets_through_a_person_has_to(
    world: World, cases: CaseService, file: File
) -> None:
    case_id = await _filed(world, cases, file)
    world.telegram.blocked.add("1001")
    world.smtp.faults.append(MailFault.NO_SUCH_USER)
    await _accept(world, cases, case_id)
    row, _ = await world.notice(NoticeKind.ACCEPTED)
    (task,) = await world.tasks()
    assert row.state == NoticeState.STAFF
    assert (task.kind, task.case_id, task.state) == (TaskKind.CONTACT, case_id, TaskState.OPEN)
    assert "電話" in task.text and STATEMENT.phone not in task.text and STATEMENT.name not in task.text


async def test_of_an_extension_a_person_has_to_tell_before_the_day_that_it_replaces(
    world: World, cases: CaseService, file: File
) -> None:
    case_id = await _filed(world, cases, file, email="")
    world.telegram.blocked.add("1001")
    before = (await cases.summary(case_id)).due
    now = utc_now()
    await cases.act(case_id, Action.EXTEND, CHIEF, now, days="30", reason="等鑑定", approver="局長")
    await world.work(now)
    (task,) = [task for task in await world.tasks() if "延長" in task.text]
    assert task.due_on == before < (await cases.summary(case_id)).due


async def test_a_citizen_who_was_phoned_has_been_told(world: World, cases: CaseService, file: File) -> None:
    case_id = await _filed(world, cases, file, email="")
    world.telegram.blocked.add("1001")
    await _accept(world, cases, case_id)
    (task,) = await world.tasks()
    async with world.desk.database.transaction() as session:
        assert await world.notifications.finish_task(session, task.id, "承辦人", utc_now())
        assert not await world.notifications.finish_task(session, task.id, "承辦人", utc_now())
    row, steps = await world.notice(NoticeKind.ACCEPTED)
    assert row.state == NoticeState.TOLD and ways(steps)[-1] == ("staff", "arrived")


async def test_a_notice_left_to_staff_is_tried_again_on_demand(
    world: World, cases: CaseService, file: File
) -> None:
    case_id = await _filed(world, cases, file, email="")
    world.telegram.blocked.add("1001")
    await _accept(world, cases, case_id)
    world.telegram.blocked.clear()
    await world.citizen_writes()  # the citizen is back
    row, _ = await world.notice(NoticeKind.ACCEPTED)
    assert await retry(world.desk.database, row.id, utc_now())
    await world.work(utc_now())
    row, _ = await world.notice(NoticeKind.ACCEPTED)
    (task,) = await world.tasks()
    assert row.state == NoticeState.TOLD and task.state == TaskState.DONE
    assert len(world.chats()) == 1
    assert not await retry(world.desk.database, row.id, utc_now())


async def test_the_second_address_is_used_when_the_first_refuses(
    world: World, cases: CaseService, file: File
) -> None:
    case_id = await _filed(world, cases, file, second_contact="sister@example.com")
    world.telegram.blocked.add("1001")
    world.smtp.recipients.clear()
    world.smtp.faults.append(MailFault.NO_SUCH_USER)
    await _accept(world, cases, case_id)
    assert world.smtp.recipients == ["sister@example.com"]


async def test_notices_of_a_case_go_out_in_order(world: World, cases: CaseService, file: File) -> None:
    case_id = await _filed(world, cases, file, email="")
    for action, details in (
        (Action.ACCEPT, {}),
        (Action.ANSWER, {"text": "已查核"}),
        (Action.CLOSE, {}),
        (Action.REOPEN, {"reason": "新事證"}),
    ):
        await cases.act(case_id, action, CHIEF, utc_now(), **details)
    await world.work(utc_now())
    found = [text.split("。")[0].split(" ")[-1] for text in world.chats()]
    assert found == ["已經受理", "已經回覆，全文請看下面的查詢頁", "已經結案", "已經重新辦理"]


async def test_who_was_erased_is_told_nothing(world: World, cases: CaseService, file: File) -> None:
    case_id = await _filed(world, cases, file)
    await cases.act(case_id, Action.ACCEPT, CHIEF, utc_now())
    async with world.desk.database.transaction() as session:
        await session.execute(update(CaseRow).values(statement=None, conversation_id=None))
    await world.work(utc_now())
    row, steps = await world.notice(NoticeKind.ACCEPTED)
    assert row.state == NoticeState.VOID and steps == [] and world.chats() == []


async def test_in_quiet_hours_a_notice_waits_for_their_end(
    world: World, cases: CaseService, file: File, vault: Vault
) -> None:
    case_id = await _filed(world, cases, file)
    now = utc_now()
    local = now.astimezone(TAIPEI)
    span = f"{local - timedelta(hours=1):%H:%M}-{local + timedelta(hours=1):%H:%M}"
    settings = world.desk.settings.model_copy(update={"quiet_hours": span})
    quiet = Notifications.build(settings, world.desk.database, vault, world.desk.sender)
    await cases.act(case_id, Action.ACCEPT, CHIEF, now)
    await quiet.work(now)
    row, _ = await world.notice(NoticeKind.ACCEPTED)
    assert row.state == NoticeState.PENDING and "安靜時段" in row.timing and await _queued(world) == 0
    await quiet.work(now + timedelta(hours=2))
    row, _ = await world.notice(NoticeKind.ACCEPTED)
    assert row.state == NoticeState.HANDED and await _queued(world) == 1


async def _queued(world: World) -> int:
    async with world.desk.database.transaction() as session:
        query = select(func.count()).where(OutboxRow.purpose == "case", OutboxRow.state == "queued")
        return int(await session.scalar(query) or 0)


async def test_workers_at_the_same_time_hand_each_notice_over_once(
    world: World, cases: CaseService, file: File, vault: Vault
) -> None:
    await world.citizen_writes()
    for number in range(8):
        await file(origin=FROM_CHAT, now=utc_now(), what=f"第 {number} 件")
    workers = [
        Notifications.build(world.desk.settings, world.desk.database, vault, world.desk.sender)
        for _ in range(4)
    ]
    await asyncio.gather(*(worker.work(utc_now()) for worker in workers))
    await world.work(utc_now())
    assert len(world.subjects()) == 8 == len(set(world.subjects()))


async def test_a_notice_that_cannot_be_read_holds_up_no_other(
    world: World, cases: CaseService, file: File
) -> None:
    case_id = await _filed(world, cases, file)
    await cases.act(case_id, Action.ACCEPT, CHIEF, utc_now())
    async with world.desk.database.transaction() as session:
        await session.execute(
            update(NoticeRow).where(NoticeRow.kind == "accepted").values(facts="not sealed")
        )
    await file(origin=FROM_CHAT, now=utc_now(), what="另一件")
    await world.work(utc_now())
    assert [subject[:8] for subject in world.subjects()] == ["已收到您的陳情（"]
    row, steps = await world.notice(NoticeKind.ACCEPTED)
    assert row.state == NoticeState.PENDING and row.due_at and row.due_at > utc_now() and steps == []
