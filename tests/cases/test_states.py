"""Which actions fit which state, what they need, and which notices they force."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.action_questions import GROUNDS
from cases.errors import ActionNotAllowed
from cases.schemas import CITIZEN, SYSTEM, Action, Actor, ActorKind, CaseEvent, CaseState, NoticeKind
from cases.states import RULES, Progress, allowed, check, notices, progress
from core.clock import TAIPEI

TODAY = date(2026, 11, 26)
DUE = TODAY + timedelta(days=30)
STAFF = Actor(ActorKind.STAFF, "clerk", "承辦人")
ENDINGS = (CaseState.TRANSFERRED, CaseState.NOT_HANDLED, CaseState.ANSWERED, CaseState.CLOSED)
DETAILS = {
    "what": "薪資單",
    "text": "說明",
    "unit": "勞動條件科",
    "person": "clerk",
    "to": "勞動部",
    "ground": "repeated",
    "explanation": "已於三月回覆",
    "days": "30",
    "reason": "要再檢查",
    "approver": "科長",
    "remedy": "可以提起訴願",
}


def needed(action: Action) -> dict[str, str]:
    return {name: DETAILS[name] for name in RULES[action].required}


def a_state_for(action: Action) -> CaseState:
    return min(RULES[action].sources)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_case_cannot_come_to_rest_without_a_notice(ending: CaseState) -> None:
    leading_there = [action for action, rule in RULES.items() if rule.target is ending]
    assert leading_there
    assert all(RULES[action].notice for action in leading_there)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (Action.FILE, NoticeKind.RECEIVED),
        (Action.ASK_SUPPLEMENT, NoticeKind.TO_SUPPLEMENT),
        (Action.ACCEPT, NoticeKind.ACCEPTED),
        (Action.TRANSFER, NoticeKind.TRANSFERRED),
        (Action.REFUSE, NoticeKind.NOT_HANDLED),
        (Action.ANSWER, NoticeKind.ANSWERED),
        (Action.EXTEND, NoticeKind.EXTENDED),
        (Action.CLOSE, NoticeKind.CLOSED),
        (Action.WITHDRAW, NoticeKind.CLOSED),
        (Action.REOPEN, NoticeKind.REOPENED),
    ],
)
def test_each_action_forces_its_notice_with_its_facts(action: Action, kind: NoticeKind) -> None:
    (notice,) = notices(action, needed(action))
    assert notice.kind is kind
    assert notice.facts.keys() == needed(action).keys()


def test_a_ground_is_told_in_full_with_its_article() -> None:
    (notice,) = notices(Action.REFUSE, needed(Action.REFUSE))
    assert notice.facts["ground"] == GROUNDS["repeated"] and "第 173 條" in notice.facts["ground"]


@pytest.mark.parametrize("action", [a for a in Action if RULES[a].required])
def test_a_missing_detail_is_named(action: Action) -> None:
    for name in RULES[action].required:
        with pytest.raises(ActionNotAllowed) as refused:
            check(a_state_for(action), action, STAFF, needed(action) | {name: " "}, TODAY, DUE)
        assert name in refused.value.fields


@pytest.mark.parametrize(
    ("action", "changes", "sentence"),
    [
        (Action.REFUSE, {"ground": "busy"}, "不予處理只能用這些理由"),
        (Action.EXTEND, {"days": "0"}, "1 到 60"),
        (Action.EXTEND, {"days": "61"}, "1 到 60"),
        (Action.EXTEND, {"days": "三十"}, "1 到 60"),
        (Action.ASSIGN, {"deputies": "a、b，c,d"}, "最多 3 層"),
        (Action.ASSIGN, {"deputies": "a、b，a"}, "要是不同的人"),
        (Action.ANSWER, {"text": "長" * 5001}, "最多 5,000 字"),
        (Action.ASSIGN, {"unit": "科" * 41}, "「單位」最多 40 字"),
        (Action.ACCEPT, {"colour": "red"}, "沒有這些欄位：colour"),
    ],
)
def test_details_that_cannot_be_are_refused(action: Action, changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(ActionNotAllowed, match=sentence):
        check(a_state_for(action), action, STAFF, needed(action) | changes, TODAY, DUE)


def test_an_extension_is_for_days_up_to_the_deadline() -> None:
    details = needed(Action.EXTEND)
    assert check(CaseState.ASSIGNED, Action.EXTEND, STAFF, details, DUE, DUE) == details
    with pytest.raises(ActionNotAllowed, match="已過"):
        check(CaseState.ASSIGNED, Action.EXTEND, STAFF, details, DUE + timedelta(days=1), DUE)


def test_a_citizen_can_only_supplement_and_withdraw_and_the_system_only_close() -> None:
    citizen = {action for state in CaseState for action in allowed(state, ActorKind.CITIZEN)}
    system = {action for state in CaseState for action in allowed(state, ActorKind.SYSTEM)}
    assert citizen == {Action.SUPPLEMENT, Action.WITHDRAW} and system == {Action.CLOSE}
    with pytest.raises(ActionNotAllowed):
        check(CaseState.ANSWERED, Action.CLOSE, CITIZEN, {}, TODAY, DUE)
    assert check(CaseState.ANSWERED, Action.CLOSE, SYSTEM, {}, TODAY, DUE) == {}


def test_every_case_that_rests_can_be_reopened() -> None:
    for ending in ENDINGS:
        assert Action.REOPEN in allowed(ending, ActorKind.STAFF)


def test_a_supplement_returns_to_where_the_case_was() -> None:
    at = datetime(2026, 11, 26, tzinfo=TAIPEI)
    assigned = [
        CaseEvent(Action.FILE, at, CITIZEN),
        CaseEvent(Action.ACCEPT, at, STAFF),
        CaseEvent(Action.ASSIGN, at, STAFF, {"unit": "勞動條件科", "person": "clerk", "deputies": "a,b"}),
        CaseEvent(Action.ASK_SUPPLEMENT, at, STAFF, {"what": "薪資單"}),
    ]
    waiting = progress(assigned)
    back = progress([*assigned, CaseEvent(Action.SUPPLEMENT, at, CITIZEN, {"text": "好"})])
    assert waiting.state is CaseState.TO_BE_SUPPLEMENTED
    assert (back.state, back.unit, back.deputies) == (CaseState.ASSIGNED, "勞動條件科", ("a", "b"))


@given(st.lists(st.sampled_from([action for action in Action if action is not Action.FILE]), max_size=30))
def test_whatever_is_tried_a_case_is_open_or_its_citizen_was_told_why_not(tried: list[Action]) -> None:
    at = datetime(2026, 11, 26, tzinfo=TAIPEI)
    events = [CaseEvent(Action.FILE, at, CITIZEN)]
    told = []
    for action in tried:
        try:
            given = check(progress(events).state, action, STAFF, needed(action), TODAY, DUE)
        except ActionNotAllowed as refused:
            assert "現在可以" in refused.detail
            continue
        before = progress(events).state
        events.append(CaseEvent(action, at, STAFF, given))
        told += [(progress(events).state, notice.kind) for notice in notices(action, given)]
        if before.is_open and not progress(events).state.is_open:
            assert told and told[-1][0] is progress(events).state


@pytest.mark.parametrize("days", ["1", "60"])
def test_an_extension_may_last_from_one_day_to_sixty(days: str) -> None:
    details = needed(Action.EXTEND) | {"days": days}
    assert check(CaseState.ASSIGNED, Action.EXTEND, STAFF, details, TODAY, DUE) == details


@pytest.mark.parametrize("approver", [STAFF.id, STAFF.name])
def test_nobody_approves_what_they_asked_for_themselves(approver: str) -> None:
    details = needed(Action.EXTEND) | {"approver": approver}
    with pytest.raises(ActionNotAllowed, match=f"{Action.EXTEND.label}要由別人核准"):
        check(CaseState.ASSIGNED, Action.EXTEND, STAFF, details, TODAY, DUE)


@pytest.mark.parametrize(
    ("until", "fits"),
    [(2, False), (3, True), (90, True), (91, False)],
)
def test_a_citizen_is_given_from_three_to_ninety_days_to_supplement(until: int, fits: bool) -> None:
    details = needed(Action.ASK_SUPPLEMENT) | {"until": str(TODAY + timedelta(days=until))}
    if fits:
        assert check(CaseState.ASSIGNED, Action.ASK_SUPPLEMENT, STAFF, details, TODAY, DUE) == details
        return
    told = "補件的期限要在 2026-11-29 到 2027-02-24 之間。"
    with pytest.raises(ActionNotAllowed, match=f"^{told}$") as refused:
        check(CaseState.ASSIGNED, Action.ASK_SUPPLEMENT, STAFF, details, TODAY, DUE)
    assert refused.value.fields == {"until": told}


def test_a_day_that_is_none_is_told_as_one_that_does_not_fit() -> None:
    details = needed(Action.ASK_SUPPLEMENT) | {"until": "2026-02-30"}
    with pytest.raises(ActionNotAllowed, match="補件的期限要在"):
        check(CaseState.ASSIGNED, Action.ASK_SUPPLEMENT, STAFF, details, TODAY, DUE)


def test_what_does_not_fit_the_state_names_what_does() -> None:
    actions = [action for action, rule in RULES.items() if STAFF.kind in rule.actors]
    fitting = [action.label for action in actions if CaseState.CLOSED in RULES[action].sources]
    refused = next(action for action in actions if CaseState.CLOSED not in RULES[action].sources)
    told = "現在可以：" + ("、".join(fitting) or "（沒有）") + "。"
    with pytest.raises(ActionNotAllowed, match=told):
        check(CaseState.CLOSED, refused, STAFF, {}, TODAY, DUE)


AT = datetime(2026, 11, 26, tzinfo=TAIPEI)
ASSIGNED = CaseEvent(Action.ASSIGN, AT, STAFF, {"unit": "勞動條件科", "person": "clerk"})
ACCEPTED = [CaseEvent(Action.FILE, AT, CITIZEN), CaseEvent(Action.ACCEPT, AT, STAFF)]


def test_who_has_a_case_keeps_it_whatever_happens_to_it() -> None:
    merged = [*ACCEPTED, ASSIGNED, CaseEvent(Action.MERGE, AT, STAFF)]
    split = CaseEvent(Action.SPLIT, AT, STAFF, {"state": "assigned"})
    assert progress([*ACCEPTED, ASSIGNED]) == Progress(
        CaseState.ASSIGNED, CaseState.RECEIVED, "勞動條件科", "clerk", ()
    )
    assert progress(merged).state is CaseState.MERGED
    assert progress([*merged, split]) == progress([*ACCEPTED, ASSIGNED])


def test_a_note_changes_no_state() -> None:
    note = CaseEvent(Action.NOTE, AT, STAFF, {"text": "已去電"})
    assert progress([*ACCEPTED, note]) == progress(ACCEPTED)


def test_a_case_that_is_assigned_anew_still_returns_to_where_it_was_before_it_was_supplemented() -> None:
    asked = [*ACCEPTED, CaseEvent(Action.ASK_SUPPLEMENT, AT, STAFF, {"what": "薪資單"})]
    assert progress([*asked, ASSIGNED]).before is CaseState.ACCEPTED


@pytest.mark.parametrize(
    ("state", "action", "actor", "changes", "told"),
    [
        (
            CaseState.MERGED,
            Action.ANSWER,
            CITIZEN,
            {},
            "案件目前是「{state}」，不能回覆。現在可以：（沒有）。",
        ),
        (CaseState.ASSIGNED, Action.ANSWER, STAFF, {"b": "1", "a": "1"}, "回覆沒有這些欄位：a、b。"),
        (
            CaseState.ASSIGNED,
            Action.ASSIGN,
            STAFF,
            {"person": " ", "unit": ""},
            "{action}還缺：單位、承辦人。",
        ),
        (
            CaseState.ASSIGNED,
            Action.ASSIGN,
            STAFF,
            {"person": "員" * 41, "deputies": "a" * 5001},
            "文字太長：「承辦人」最多 40 字；「deputies」最多 5,000 字。",
        ),
        (
            CaseState.ASSIGNED,
            Action.ASSIGN,
            STAFF,
            {"deputies": "clerk"},
            "承辦人和每一層代理人要是不同的人。",
        ),
    ],
)
def test_a_refusal_says_in_a_sentence_what_to_do(
    state: CaseState, action: Action, actor: Actor, changes: dict[str, str], told: str
) -> None:
    with pytest.raises(ActionNotAllowed) as refused:
        check(state, action, actor, needed(action) | changes, TODAY, DUE)
    assert refused.value.detail == told.format(state=state.label, action=action.label)


def test_only_the_grounds_of_the_law_are_offered() -> None:
    with pytest.raises(ActionNotAllowed) as refused:
        check(
            CaseState.RECEIVED, Action.REFUSE, STAFF, needed(Action.REFUSE) | {"ground": "busy"}, TODAY, DUE
        )
    assert refused.value.detail == f"不予處理只能用這些理由：{'；'.join(GROUNDS.values())}。"


def test_a_text_as_long_as_may_be_is_taken_and_a_longer_one_is_marked_at_its_field() -> None:
    longest = {"unit": "科" * 40, "person": "員" * 40}
    assert check(CaseState.ACCEPTED, Action.ASSIGN, STAFF, longest, TODAY, DUE) == longest
    assert check(CaseState.ACCEPTED, Action.ANSWER, STAFF, {"text": "長" * 5000}, TODAY, DUE)
    with pytest.raises(ActionNotAllowed) as refused:
        check(CaseState.ACCEPTED, Action.ASSIGN, STAFF, longest | {"unit": "科" * 41}, TODAY, DUE)
    assert refused.value.fields == {"unit": "最多 40 字"}
