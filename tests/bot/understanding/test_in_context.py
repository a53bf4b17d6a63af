"""What a message means in its conversation."""

import pytest

from bot.understanding import ANSWER, ASPECT_PREFIX, CLARIFY, Act, Context, Understanding, understand
from retrieval.engine import Engine


def about(engine: Engine, topic: str, text: str, *earlier: str) -> Understanding:
    return understand(engine, text, Context(topic, earlier, language="zh-Hant"))


@pytest.mark.parametrize(
    ("topic", "text", "point"),
    [
        ("marriage-leave", "會扣錢嗎", "wage"),
        ("sexual-harassment-complaint", "多久以內要提出來", "deadline"),
        ("mediation-apply", "可以用郵寄的嗎", "post"),
        ("mediation-apply", "一定要本人去嗎", "proxy"),
        ("parental-leave", "需要什麼文件", "documents"),
    ],
)
def test_a_short_question_is_about_a_point_of_the_topic(
    engine: Engine, topic: str, text: str, point: str
) -> None:
    found = about(engine, topic, text)
    assert (found.candidates[0], found.point, found.continues) == (topic, point, True)


def test_a_question_of_the_faq_word_for_word_is_that_entry_whatever_the_topic(engine: Engine) -> None:
    for entry in engine.catalogue:
        found = about(engine, "annual-leave", entry.question)
        assert (found.intent, found.candidates[0], found.point) == (ANSWER, entry.id, None)


def test_a_new_matter_leaves_the_topic(engine: Engine) -> None:
    found = about(engine, "marriage-leave", "被公司開除有沒有失業補助可以領")
    assert found.candidates[0] == "unemployment-benefit"
    assert not found.continues


def test_thanks_and_a_question_are_both_heard(engine: Engine) -> None:
    found = about(engine, "marriage-leave", "謝謝你，那喪假有幾天")
    assert {Act.THANKS, Act.QUESTION} <= set(found.acts)
    assert found.candidates[0] == "funeral-leave"


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("感謝 我想申請失業給付", "unemployment-benefit"),
        ("thanks, I want to apply for mediation", "mediation-apply"),
        ("公司沒給加班費 晚安", "overtime-pay"),
    ],
)
def test_thanks_and_a_matter_are_more_than_courtesy(engine: Engine, text: str, entry: str) -> None:
    found = understand(engine, text, Context("wage-payment-late"))
    assert (found.intent, found.candidates[0]) == ("faq", entry)


@pytest.mark.parametrize("text", ["謝謝 我安心多了", "好 我問到了 先去煮飯 掰掰"])
def test_what_is_told_with_thanks_or_leave_is_answered_with_courtesy(engine: Engine, text: str) -> None:
    assert understand(engine, text, Context("wage-payment-late")).intent in ("thanks", "goodbye")


def test_what_is_not_meant_is_not_searched(engine: Engine) -> None:
    found = understand(engine, "我不是要問喪假，是問婚假有幾天")
    assert found.candidates[0] == "marriage-leave"
    assert "funeral-leave" not in found.candidates


def test_a_number_or_a_name_alone_is_no_wish(engine: Engine) -> None:
    assert understand(engine, "0912-345-678").acts == (Act.FACT,)


def test_long_dictated_text_is_never_not_understood(engine: Engine) -> None:
    text = (
        "你好我叫陳美玲電話0912345678我在鳳山一間早餐店做了三年多從去年開始老闆都沒有算加班費給我每天做十二個小時"
        "我跟他說他就說不要做就走另外他也沒有幫我保勞保我要怎麼辦"
    )
    found = understand(engine, text)
    assert found.intent in ("faq", "clarify", "file_complaint")
    assert found.candidates


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("幫我查一下 115-000123-4 這件辦到哪裡了", Act.CASE_STATUS),
        ("請你們派人打給我 我姓王 下午比較方便", Act.PERSON),
        ("我要檢舉我們公司 每天加班都不給錢", Act.COMPLAINT),
    ],
)
def test_a_wish_inside_a_sentence_is_heard(engine: Engine, text: str, act: Act) -> None:
    assert understand(engine, text).acts[0] is act


def test_a_question_about_reporting_stays_a_question(engine: Engine) -> None:
    assert understand(engine, "檢舉公司的話身分會不會曝光").acts[0] is Act.QUESTION


@pytest.mark.parametrize(
    "text",
    ["上禮拜被老闆叫不用來了，可以拿多少錢", "公司昨天說收掉了，要去哪裡", "我被資遣了，多久內要給錢"],
)
def test_a_first_message_that_tells_its_matter_is_not_asked_for_it(engine: Engine, text: str) -> None:
    found = understand(engine, text)
    assert not found.intent.startswith(ASPECT_PREFIX)
    assert found.candidates


@pytest.mark.parametrize("text", ["做三年多是幾天", "那我做五年可以請幾天", "最長可以請多久"])
def test_how_many_days_one_has_is_not_how_long_it_takes(engine: Engine, text: str) -> None:
    found = about(engine, "annual-leave", text)
    assert (found.candidates[0], found.point) == ("annual-leave", None)


@pytest.mark.parametrize("text", ["可以不要上夜班嗎", "懷孕可以排大夜嗎", "主管硬要我輪晚班"])
def test_night_work_while_pregnant_stays_with_the_topic(engine: Engine, text: str) -> None:
    found = about(engine, "pregnancy-discrimination", text)
    assert found.candidates[0] == "pregnancy-discrimination"
    assert found.point != "hours", "the opening hours of the office are no answer"


@pytest.mark.parametrize(
    ("topic", "text", "point"),
    [
        ("parental-leave", "表格在哪裡下載", "forms"),
        ("unemployment-benefit", "要帶什麼", "documents"),
        ("mediation-apply", "要跑去哪裡辦", "window"),
        ("labor-university", "電話幾號", "phone"),
        ("severance-pay", "是哪一條法", "law"),
        ("unemployment-benefit", "可以線上弄嗎", "online"),
        ("mediation-apply", "要多久", "duration"),
        ("wage-payment-late", "要錢嗎", "fee"),
    ],
)
def test_the_topic_answers_its_point_before_the_entry_about_that_point_of_everything(
    engine: Engine, topic: str, text: str, point: str
) -> None:
    found = about(engine, topic, text)
    assert (found.candidates[0], found.point) == (topic, point)


@pytest.mark.parametrize(
    "text", ["回上一個", "回到剛剛那個問題", "上一題", "go back to the previous question"]
)
def test_a_bare_wish_to_go_back_means_the_topic_before(engine: Engine, text: str) -> None:
    found = about(engine, "marriage-leave", text, "severance-pay", "sick-leave")
    assert (found.intent, found.candidates, found.continues) == (ANSWER, ("severance-pay",), True)


def test_a_point_of_an_earlier_topic_is_of_that_topic(engine: Engine) -> None:
    found = about(engine, "unemployment-benefit", "剛剛資遣費那個是哪一條法", "severance-pay")
    assert (found.candidates[0], found.point) == ("severance-pay", "law")


@pytest.mark.parametrize("text", ["我老婆生了 陪產假幾天", "小孩出生可以請什麼假"])
def test_a_birth_is_met_without_condolence(engine: Engine, text: str) -> None:
    assert Act.GRIEF not in understand(engine, text).acts


def test_a_death_is_told_as_grief(engine: Engine) -> None:
    assert Act.GRIEF in understand(engine, "我爸爸昨天過世了 喪假有幾天").acts


def test_one_of_several_entries_is_asked_back_where_none_is_likely(engine: Engine) -> None:
    found = understand(engine, "我想調解")
    assert found.intent == CLARIFY
    assert all(entry.startswith("mediation") for entry in found.candidates[:2])


def test_a_question_in_a_temper_is_answered(engine: Engine) -> None:
    found = about(engine, "wage-payment-late", "氣死了 老闆到底會被罰多少啦")
    assert found.acts[0] is Act.QUESTION
    assert found.point == "penalty"


def test_a_question_with_its_point_is_no_complaint_because_it_names_one(engine: Engine) -> None:
    found = about(engine, "sexual-harassment-complaint", "申訴結果我不服呢")
    assert (found.acts[0], found.point) == (Act.QUESTION, "appeal")


def test_of_a_long_story_the_first_matter_is_answered_and_the_second_named(engine: Engine) -> None:
    found = understand(
        engine,
        "我在工廠做兩年多這個月薪水到現在沒發打電話給老闆也不接想請問可以怎麼辦另外我的勞保好像也沒有幫我保這樣可以補嗎",
    )
    assert found.candidates[0] == "wage-payment-late"
    assert found.second is not None and found.second.entry == "labor-insurance-enroll"
