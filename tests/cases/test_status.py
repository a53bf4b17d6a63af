"""The citizen follows a case with number and code, adds to it, withdraws it; guessing does not help."""

import asyncio
import statistics
import time
from datetime import date, timedelta

import pytest

from cases.case_numbers import make_number
from cases.errors import ActionNotAllowed, TooManyGuesses
from cases.policy import GUESS_WINDOW, GUESSES
from cases.schemas import Action, Actor, CaseState, Filters, Origin, Upload
from cases.service import CaseService
from core.database import Database
from core.encryption import Vault
from core.settings import Settings
from tests.cases.conftest import CHIEF, NOW, OUTSIDER, PDF, File

FROM = "203.0.113.7"
SPELLINGS = (str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' － ')} ")


async def case_id(cases: CaseService, number: str) -> str:
    (found,) = await cases.list(Filters(number=number))
    return found.id


@pytest.mark.parametrize("spelling", SPELLINGS, ids=["lower case", "no dash", "full width dash"])
async def test_number_and_code_show_state_deadline_and_next_step(
    file: File, cases: CaseService, spelling: object
) -> None:
    receipt = await file()
    view = await cases.status(receipt.number.replace("-", " "), spelling(receipt.code), FROM, NOW)  # type: ignore[operator]
    assert view is not None
    assert (view.state, view.due.date) == (CaseState.RECEIVED, receipt.due)
    assert view.next_step and view.due.reasons and view.can_supplement and view.can_withdraw


async def test_the_days_of_the_history_are_those_of_taiwan(file: File, cases: CaseService) -> None:
    """constructorfabric/insight#2686: what happens before eight in the morning was told as of the day before."""
    receipt = await file()
    view = await cases.status(receipt.number, receipt.code, FROM, NOW)
    assert view is not None
    assert [step.at.utcoffset() for step in view.steps] == [timedelta(hours=8)]


async def test_an_unknown_number_and_a_wrong_code_look_the_same(file: File, cases: CaseService) -> None:
    receipt = await file()
    wrong_code = await cases.status(receipt.number, "22222-22222", FROM, NOW)
    unknown = await cases.status("20261126-0999-0", receipt.code, FROM, NOW)
    no_number = await cases.status("我忘記了\ud800", "\x00", FROM, NOW)
    assert wrong_code is unknown is no_number is None


async def test_guesses_at_a_case_are_limited_until_an_hour_passed(file: File, cases: CaseService) -> None:
    receipt = await file()
    for _ in range(GUESSES):
        assert await cases.status(receipt.number, "22222-22222", FROM, NOW) is None
    with pytest.raises(TooManyGuesses, match="60 分鐘"):
        await cases.status(receipt.number, receipt.code, FROM, NOW)
    assert await cases.status(receipt.number, receipt.code, FROM, NOW + timedelta(minutes=61)) is not None


async def test_guesses_at_two_apps_are_counted_together(
    file: File, cases: CaseService, database: Database, bureau: Settings, vault: Vault
) -> None:
    receipt = await file()
    other = Database(database.engine.url.render_as_string(hide_password=False))
    apps = (cases, CaseService.build(bureau, other, vault))
    tries = [apps[n % 2].status(receipt.number, "22222-22222", FROM, NOW) for n in range(3 * GUESSES)]
    # All at the same moment, where several apps may serve a database.
    at_once = len(tries) if database.engine.dialect.name == "postgresql" else 1
    told: list[object] = []
    for start in range(0, len(tries), at_once):
        told += await asyncio.gather(*tries[start : start + at_once], return_exceptions=True)
    assert told.count(None) == GUESSES
    for app in apps:
        with pytest.raises(TooManyGuesses):
            await app.status(receipt.number, receipt.code, FROM, NOW)
    await other.close()


async def test_strangers_cannot_use_up_the_tries_of_the_person_whose_case_it_is(
    file: File, cases: CaseService
) -> None:
    receipt = await file()
    for n in range(5 * GUESSES):
        assert await cases.status(receipt.number, "22222-22222", f"webchat:{n // GUESSES}", NOW) is None
    assert await cases.status(receipt.number, receipt.code, FROM, NOW) is not None


async def test_typing_errors_of_many_at_one_address_lock_nobody_out(file: File, cases: CaseService) -> None:
    receipt = await file()
    for n in range(5 * GUESSES):
        assert await cases.status(f"20261126-{n + 2:04}-1", "22222-22222", FROM, NOW) is None
    assert await cases.status(receipt.number, receipt.code, FROM, NOW) is not None


async def test_who_cannot_be_told_apart_is_not_counted_together(file: File, cases: CaseService) -> None:
    receipt = await file()
    for _ in range(2 * GUESSES):
        assert await cases.status(receipt.number, "22222-22222", "", NOW) is None
    assert await cases.status(receipt.number, receipt.code, "", NOW) is not None


async def test_a_guess_in_the_transaction_of_a_turn_is_counted(
    file: File, cases: CaseService, database: Database
) -> None:
    receipt = await file()
    for _ in range(GUESSES):
        async with database.transaction() as session:
            assert await cases.status(receipt.number, "?", FROM, NOW, session=session) is None
    with pytest.raises(TooManyGuesses):
        await cases.status(receipt.number, receipt.code, FROM, NOW)


async def test_a_code_expires_some_time_after_the_case_was_settled(file: File, cases: CaseService) -> None:
    receipt = await file()
    await cases.withdraw(receipt.number, receipt.code, FROM, "", NOW)
    assert await cases.status(receipt.number, receipt.code, FROM, NOW + timedelta(days=179)) is not None
    assert await cases.status(receipt.number, receipt.code, FROM, NOW + timedelta(days=181)) is None


async def test_who_lost_a_code_gets_a_new_one_and_the_old_one_is_void(file: File, cases: CaseService) -> None:
    receipt = await file()
    found = await case_id(cases, receipt.number)
    code = await cases.new_code(found, CHIEF, NOW, "核對身分證 A123456789 正本")
    assert await cases.status(receipt.number, receipt.code, FROM, NOW) is None
    assert await cases.status(receipt.number, code, FROM, NOW) is not None
    (issued,) = [line for line in await cases.audit(found) if line.what == "new code"]
    assert "核對身分證" in issued.reason and "A123456789" not in issued.reason


@pytest.mark.parametrize(("actor", "identity"), [(OUTSIDER, "核對身分證正本"), (CHIEF, "  是 "), (CHIEF, "")])
async def test_no_code_for_those_outside_the_team_or_without_knowing_who_asks(
    file: File, cases: CaseService, actor: Actor, identity: str
) -> None:
    receipt = await file()
    found = await case_id(cases, receipt.number)
    with pytest.raises(ActionNotAllowed):
        await cases.new_code(found, actor, NOW, identity)
    assert await cases.status(receipt.number, receipt.code, FROM, NOW) is not None


async def test_a_wrong_code_an_unknown_number_and_no_number_take_as_long(
    file: File, cases: CaseService, database: Database
) -> None:
    receipt = await file()
    tries = (receipt.number, make_number(date(2025, 12, 31), 1), "我忘記了")
    seconds: dict[str, list[float]] = {number: [] for number in tries}
    for n in range(60):
        now = NOW + n * GUESS_WINDOW * 2  # guesses of before count no more
        for number in tries:
            start = time.perf_counter()
            assert await cases.status(number, "22222-22222", FROM, now) is None
            seconds[number].append(time.perf_counter() - start)
    medians = [statistics.median(measured) for measured in seconds.values()]
    assert max(medians) < 1.5 * min(medians), medians


async def test_a_supplement_that_was_asked_for_starts_the_clock_again(file: File, cases: CaseService) -> None:
    receipt = await file()
    await cases.act(await case_id(cases, receipt.number), Action.ASK_SUPPLEMENT, CHIEF, NOW, what="薪資單")
    asked = await cases.status(receipt.number, receipt.code, FROM, NOW)
    assert asked is not None and asked.due.paused and "請補充：薪資單" in asked.steps[-1].text
    later = NOW + timedelta(days=4)
    given = await cases.supplement(receipt.number, receipt.code, FROM, "", [Upload("a.pdf", PDF)], later)
    assert given is not None and given.state is CaseState.RECEIVED and not given.due.paused
    assert (given.due.date - receipt.due).days == 4  # 25 + 4 = the 29th of January, a Friday
    assert [a.name for a in given.attachments] == ["a.pdf"]


async def test_a_wrong_code_can_change_nothing(file: File, cases: CaseService) -> None:
    receipt = await file()
    wrong = (receipt.number, "22222-22222", FROM)
    assert await cases.supplement(*wrong, "更多", (), NOW) is None
    assert await cases.withdraw(*wrong, "", NOW) is None
    view = await cases.status(receipt.number, receipt.code, FROM, NOW)
    assert view is not None and len(view.steps) == 1


async def test_a_withdrawn_case_cannot_be_supplemented(file: File, cases: CaseService) -> None:
    receipt = await file()
    await cases.withdraw(receipt.number, receipt.code, FROM, "解決了", NOW)
    with pytest.raises(ActionNotAllowed, match="已結案"):
        await cases.supplement(receipt.number, receipt.code, FROM, "還有", (), NOW)


async def test_an_empty_supplement_is_refused(file: File, cases: CaseService) -> None:
    receipt = await file()
    with pytest.raises(ActionNotAllowed, match="內容"):
        await cases.supplement(receipt.number, receipt.code, FROM, " ", (), NOW)


async def test_the_citizen_does_not_see_internal_notes(file: File, cases: CaseService) -> None:
    receipt = await file()
    await cases.act(await case_id(cases, receipt.number), Action.NOTE, CHIEF, NOW, text="上次也來過")
    view = await cases.status(receipt.number, receipt.code, FROM, NOW)
    assert view is not None and "上次也來過" not in repr(view)


async def test_erasing_takes_the_person_and_leaves_the_anonymous_case(file: File, cases: CaseService) -> None:
    line = Origin("line", "conversation")
    done, running = await file(origin=line), await file(origin=line, wish="另一件")
    await file(origin=Origin("line", "someone else"))
    await cases.withdraw(done.number, done.code, FROM, "王小明撤回", NOW)
    erasure = await cases.erase_person(NOW, conversation_id="conversation")
    assert erasure.erased == (done.number,)
    assert [number for number, _ in erasure.kept] == [running.number] and "撤回" in erasure.kept[0][1]
    view = await cases.view(await case_id(cases, done.number), CHIEF, NOW)
    assert view.statement is None and view.attachments == () and view.origin.conversation_id is None
    assert "王小明" not in repr(view) and view.category == "工資"
    assert await cases.status(done.number, done.code, FROM, NOW) is None


async def test_erasing_with_number_and_code_needs_both(file: File, cases: CaseService) -> None:
    receipt = await file()
    await cases.withdraw(receipt.number, receipt.code, FROM, "", NOW)
    wrong = await cases.erase_person(NOW, number=receipt.number, code="?", address=FROM)
    assert wrong.erased == wrong.kept == ()
    right = await cases.erase_person(NOW, number=receipt.number, code=receipt.code, address=FROM)
    assert right.erased == (receipt.number,)
