"""Who sees the person, and what goes to the employer's side."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.export import employer_side
from cases.schemas import CITIZEN, SYSTEM, Actor, ActorKind, CaseState, Viewer
from cases.states import Progress
from cases.visibility import HIDDEN, shown_to, viewer_of
from tests.cases.conftest import CHIEF, CLERK, OUTSIDER, STATEMENT

AT = Progress(CaseState.ASSIGNED, unit="勞動條件科", person="someone", deputies=("deputy",))
STORY = (
    "我是王小明，同事叫我小明，主管 WANG 都知道。電話 0912-345-678、0912 345 678、＋886 912345678，"
    "信箱 Ming@Example.com，LINE 也是 ming。身分證 A123456789。"
)
TOLD = replace(STATEMENT, what=STORY)


@pytest.mark.parametrize(
    ("actor", "viewer"),
    [
        (CITIZEN, Viewer.CITIZEN),
        (SYSTEM, Viewer.TEAM),
        (CHIEF, Viewer.TEAM),
        (CLERK, Viewer.TEAM),
        (Actor(ActorKind.STAFF, "someone", unit="秘書室"), Viewer.TEAM),
        (Actor(ActorKind.STAFF, "deputy", unit="秘書室"), Viewer.TEAM),
        (OUTSIDER, Viewer.DESK),
        (Actor(ActorKind.STAFF), Viewer.DESK),
    ],
)
def test_the_case_team_is_unit_person_deputies_and_those_who_hand_out(actor: Actor, viewer: Viewer) -> None:
    assert viewer_of(actor, AT) is viewer


def test_nobody_is_of_the_team_of_a_case_that_no_unit_has_yet() -> None:
    nameless = Actor(ActorKind.STAFF, unit="")
    assert viewer_of(CLERK, Progress()) is viewer_of(nameless, Progress()) is Viewer.DESK


@pytest.mark.parametrize("viewer", [Viewer.DESK, Viewer.EMPLOYER])
def test_a_confidential_complainant_is_shown_nowhere_in_any_spelling(viewer: Viewer) -> None:
    text = repr(shown_to(TOLD, viewer))
    for secret in ("王小明", "小明", "345", "912", "ming", "Ming", "A123456789"):
        assert secret not in text


def test_the_desk_recognises_who_stands_there_when_nothing_is_confidential() -> None:
    shown = shown_to(replace(TOLD, confidential=False), Viewer.DESK)
    assert (shown.name, shown.phone, shown.email) == ("王○○", "末三碼 678", HIDDEN)
    assert "小明" not in shown.what


def test_the_employer_reads_the_name_only_where_the_citizen_agreed() -> None:
    named = employer_side("1", replace(TOLD, confidential=False))
    assert "申訴人：王小明" in named and "0912" not in named
    hidden = employer_side("1", TOLD)
    assert "王小明" not in hidden and "請承辦人再讀一次" in hidden


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("陳小明", "陈小明"),
        ("陳小明", "陳 小 明"),
        ("陳小明", "陳先生"),
        ("陳小明", "小陳"),
        ("陳小明", "阿明"),
        ("歐陽小美", "歐陽小姐"),
        ("陳明", "明哥"),
        ("Nguyễn Thị Đào", "nguyen thi dao"),
    ],
)
@pytest.mark.parametrize("field", ["what", "where", "wish", "employer"])
def test_what_a_confidential_complainant_is_called_is_hidden_wherever_it_is_written(
    name: str, told: str, field: str
) -> None:
    statement = replace(STATEMENT, name=name, **{field: f"同事都叫我 {told}，在那裡"})
    shown = employer_side("1", statement)
    assert told not in shown and HIDDEN in shown


@pytest.mark.parametrize("viewer", [Viewer.DESK, Viewer.EMPLOYER])
@pytest.mark.parametrize("confidential", [True, False])
def test_hiding_what_is_hidden_already_changes_nothing(viewer: Viewer, confidential: bool) -> None:
    once = shown_to(replace(TOLD, confidential=confidential), viewer)
    assert shown_to(once, viewer) == once


def test_a_surname_is_found_in_no_other_word() -> None:
    statement = replace(STATEMENT, name="陳小明", what="陳列架倒了，明天再說，小心")
    assert shown_to(statement, Viewer.EMPLOYER).what == "陳列架倒了,明天再說,小心"


def test_foreign_names_are_hidden_as_a_whole_and_in_parts() -> None:
    statement = replace(
        STATEMENT, name="Nguyen Thi Hoa", what="I am nguyen thi hoa, they call me Hoa. Not Hoax."
    )
    text = shown_to(statement, Viewer.EMPLOYER).what
    assert "nguyen" not in text.lower() and "Hoa." not in text and "Hoax" in text


@given(st.text(alphabet="陳林小明大美", min_size=2, max_size=4), st.text(max_size=80), st.text(max_size=80))
def test_a_confidential_name_never_reaches_the_employer(name: str, before: str, after: str) -> None:
    statement = replace(STATEMENT, name=name, what=f"{before}{name}{after}")
    assert name not in employer_side("1", statement).replace("前鎮區", "")
