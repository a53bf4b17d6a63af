"""Hours that somebody under eighteen tells mean the entry about young workers."""

from tests.bot.facts.conftest import Talk


def test_hours_after_the_age_are_about_young_workers(talk: Talk) -> None:
    talk.say("我今年16歲在飲料店打工")
    talk.say("都做到半夜一點")
    assert talk.state.topic == "student-child-labor"


def test_of_age_they_are_not(talk: Talk) -> None:
    talk.say("我今年26歲在飲料店打工")
    talk.say("都做到半夜一點")
    assert talk.state.topic != "student-child-labor"


def test_a_question_of_its_own_stays_one(talk: Talk) -> None:
    talk.say("我今年16歲")
    talk.say("國定假日上班薪水怎麼算")
    assert talk.state.topic == "holiday-work-pay"


def test_facts_beside_an_open_choice_leave_it_open(talk: Talk) -> None:
    talk.say("加班")
    offered = talk.state.choices
    talk.say("我月薪三萬二")
    assert offered and (talk.state.choices == offered or talk.state.topic == "overtime-pay")
