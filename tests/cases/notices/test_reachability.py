"""The plan of a notice: which ways, in which order, when, and why."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.messaging import Reach
from cases.notices.reachability import WRITTEN, Contacts, Plan, Way, plan, sending_time
from cases.quiet_hours import QuietHours
from cases.schemas import NoticeKind
from core.clock import TAIPEI

QUIET = QuietHours.read("21:00-08:00")
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=TAIPEI)
NIGHT = datetime(2026, 11, 26, 23, 0, tzinfo=TAIPEI)
FAR = NOON + timedelta(days=20)
ALL = Contacts("line:U1", "a@b.tw", "c@d.tw", "0912-345-678", True)
OPEN = {way: Reach(True, "可用") for way in (Way.CHAT, Way.EMAIL, Way.SECOND_EMAIL)}
_KINDS = st.sampled_from(NoticeKind)
_REACHES = st.dictionaries(
    st.sampled_from([Way.CHAT, Way.EMAIL, Way.SECOND_EMAIL]), st.builds(Reach, st.booleans(), st.just("原因"))
)


def _open(made: Plan) -> list[Way]:
    return [step.way for step in made.steps if step.open]


def test_a_notice_goes_where_the_citizen_wrote_first() -> None:
    made = plan(NoticeKind.ACCEPTED, ALL, OPEN, QUIET, NOON, FAR)
    assert _open(made) == [Way.CHAT, Way.EMAIL, Way.SECOND_EMAIL, Way.STAFF]


@pytest.mark.parametrize("kind", sorted(WRITTEN))
def test_what_must_be_in_writing_goes_by_mail_first(kind: NoticeKind) -> None:
    assert _open(plan(kind, ALL, OPEN, QUIET, NOON, FAR))[0] is Way.EMAIL


def test_a_receipt_that_was_handed_over_is_not_pushed_again() -> None:
    made = plan(NoticeKind.RECEIVED, ALL, OPEN, QUIET, NOON, FAR)
    assert _open(made) == [Way.EMAIL, Way.SECOND_EMAIL, Way.RECEIPT]


def test_a_closed_way_is_written_down_with_its_reason() -> None:
    reaches = OPEN | {Way.CHAT: Reach(False, "民眾已封鎖或離開這個管道")}
    made = plan(NoticeKind.ACCEPTED, ALL, reaches, QUIET, NOON, FAR)
    assert made.steps[0].way is Way.CHAT and not made.steps[0].open
    assert made.steps[0].reason == "民眾已封鎖或離開這個管道"


def test_without_consent_only_a_person_gets_in_touch() -> None:
    contacts = Contacts("line:U1", "a@b.tw", "", "", False)
    assert _open(plan(NoticeKind.ACCEPTED, contacts, OPEN, QUIET, NOON, FAR)) == [Way.STAFF]


@given(_KINDS, _REACHES, st.booleans())
def test_every_notice_ends_with_a_way_that_is_open_and_every_step_has_a_reason(
    kind: NoticeKind, reaches: dict[Way, Reach], consented: bool
) -> None:
    made = plan(kind, Contacts("line:U1", "", "", "", consented), reaches, QUIET, NOON, FAR)
    assert made.steps[-1].open
    assert all(step.reason for step in made.steps) and made.timing
    assert len({step.way for step in made.steps}) == len(made.steps)


@given(_KINDS, _REACHES)
def test_no_way_is_tried_that_is_closed(kind: NoticeKind, reaches: dict[Way, Reach]) -> None:
    made = plan(kind, ALL, reaches, QUIET, NOON, FAR)
    tried = [step.way for step in made.steps[:-1] if step.open]
    assert all(reaches[way].ok for way in tried)


def test_a_notice_of_the_night_waits_for_the_morning() -> None:
    at, why = sending_time(NoticeKind.ACCEPTED, NIGHT, QUIET, FAR)
    assert at == datetime(2026, 11, 27, 8, 0, tzinfo=TAIPEI) and "安靜時段" in why


def test_a_notice_whose_deadline_ends_in_the_night_does_not_wait() -> None:
    midnight = datetime(2026, 11, 27, 0, 0, tzinfo=TAIPEI)
    at, why = sending_time(NoticeKind.EXTENDED, NIGHT, QUIET, midnight)
    assert at == NIGHT and "期限" in why


def test_a_deadline_that_is_past_wakes_nobody() -> None:
    assert sending_time(NoticeKind.ANSWERED, NIGHT, QUIET, NIGHT - timedelta(days=1))[0] > NIGHT


def test_a_receipt_answers_at_any_hour() -> None:
    assert sending_time(NoticeKind.RECEIVED, NIGHT, QUIET, FAR)[0] == NIGHT


@given(_KINDS, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(TAIPEI)))
def test_nothing_waits_beyond_the_next_morning(kind: NoticeKind, now: datetime) -> None:
    at, _ = sending_time(kind, now, QUIET, FAR)
    assert now <= at <= now + timedelta(hours=11)
