"""Points that have words of their own are asked only where one of them is said."""

import pytest

from bot.understanding import Context, Understanding, understand
from bot.understanding.asked import settled
from bot.understanding.point_words import heard
from knowledge.points import Point
from retrieval.engine import Engine

EVERY = dict.fromkeys(map(str, Point), 1.0)


def about(engine: Engine, topic: str, text: str, language: str = "zh-Hant") -> Understanding:
    return understand(engine, text, Context(topic, language=language))


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("那他人跑去大陸怎麼辦", Point.WINDOW),
        ("資遣費會給嗎", Point.FEE),
        ("我可以先不簽嗎", Point.BOOKING),
        ("要蓋章嗎", Point.PHONE),
        ("bao nhieu lau thi het han", Point.FEE),
        ("they say i signed it already", Point.CONFIDENTIALITY),
        ("goi so nao", Point.CONFIDENTIALITY),
        ("siapa yang bisa bantu", Point.PROXY),
        ("有停車的地方嗎", Point.PENALTY),
    ],
)
def test_a_point_that_is_not_named_is_not_asked(text: str, point: Point) -> None:
    assert point not in heard(text, EVERY)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("辦這個要花錢嗎", Point.FEE),
        ("要先約時間嗎", Point.BOOKING),
        ("愛去佗位辦", Point.WINDOW),
        ("khi nào mở cửa", Point.HOURS),
        ("nop o dau", Point.WINDOW),
        ("bisa dikirim pakai pos", Point.POST),
        ("malalaman ba ng amo ko", Point.CONFIDENTIALITY),
        ("ต้องเสียค่าธรรมเนียมไหม", Point.FEE),
        ("can my wife go instead of me", Point.PROXY),
    ],
)
def test_a_point_that_is_named_in_any_language_stays(text: str, point: Point) -> None:
    assert point in heard(text, EVERY)


def test_a_point_that_is_asked_in_any_words_is_never_ruled_out() -> None:
    assert {Point.ELIGIBILITY, Point.REFUSAL, Point.AMOUNT} <= heard("然後呢", EVERY).keys()


def test_a_certificate_that_the_employer_writes_is_no_evidence() -> None:
    assert Point.EVIDENCE not in heard("老闆不見了沒有人開證明給我", EVERY)
    assert Point.EVIDENCE in heard("我要怎麼證明他欠我錢", EVERY)


@pytest.mark.parametrize(
    ("topic", "heard_as", "text", "point"),
    [
        ("workplace-bullying", Point.EVIDENCE, "要跟醫院申訴還是直接找你們", Point.WINDOW),
        ("skill-certification", Point.EXCLUSION, "我是低收有減免嗎", Point.FEE),
        ("report-violation", Point.ELIGIBILITY, "不用報名字可以嗎", Point.CONFIDENTIALITY),
    ],
)
def test_words_of_their_own_tell_the_point(
    engine: Engine, topic: str, heard_as: Point, text: str, point: Point
) -> None:
    assert settled(heard_as, text, engine.catalogue[topic]) == point


@pytest.mark.parametrize(
    "text", ["資遣費誰出", "這筆誰要付", "who has to pay it", "siapa yang bayar", "sino magbabayad"]
)
def test_who_pays_is_no_question_for_the_charge_of_an_application(engine: Engine, text: str) -> None:
    assert settled(Point.FEE, text, engine.catalogue["severance-pay"]) is None


def test_who_pays_is_told_by_a_fee_that_says_so(engine: Engine) -> None:
    assert settled(Point.FEE, "健檢誰付錢", engine.catalogue["health-examination"]) == Point.FEE


@pytest.mark.parametrize("text", ["有錢嗎", "may bayad ba", "ได้เงินไหม", "do they pay", "apa dibayar"])
def test_a_leave_costs_nothing_but_may_be_paid(engine: Engine, text: str) -> None:
    assert settled(Point.FEE, text, engine.catalogue["maternity-leave"]) == Point.WAGE


def test_the_charge_of_a_complaint_about_a_leave_is_still_a_charge(engine: Engine) -> None:
    assert settled(Point.FEE, "申訴要費用嗎", engine.catalogue["maternity-leave"]) == Point.FEE


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("occupational-accident-leave", "how long can i stay home"),
        ("sick-leave", "berapa lama boleh istirahat"),
        ("menstrual-leave", "一個月可以請幾天"),
        ("maternity-leave", "gaano katagal pwede magpahinga"),
        ("annual-leave", "最多放幾天"),
    ],
)
def test_how_long_a_leave_is_stands_in_its_answer(engine: Engine, topic: str, text: str) -> None:
    assert settled(Point.DURATION, text, engine.catalogue[topic]) is None


@pytest.mark.parametrize(
    "text", ["申訴多久有結果", "how long until there is a result", "berapa lama prosesnya"]
)
def test_how_long_it_takes_to_be_dealt_with_is_still_that(engine: Engine, text: str) -> None:
    assert settled(Point.DURATION, text, engine.catalogue["sick-leave"]) == Point.DURATION


def test_where_somebody_went_is_no_question_for_the_window(engine: Engine) -> None:
    found = about(engine, "migrant-transfer-employer", "那如果他人跑去大陸")
    assert found.point != Point.WINDOW


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("這樣合法嗎", "zh-Hant"),
        ("is that even legal", "en"),
        ("itu boleh nggak", "id"),
        ("bawal ba yun", "fil"),
        ("nhu vay co hop phap khong", "vi"),
        ("แบบนี้ผิดกฎหมายไหม", "th"),
    ],
)
def test_whether_that_is_allowed_is_the_answer_as_a_whole(engine: Engine, text: str, language: str) -> None:
    found = about(engine, "wage-deduction", text, language)
    assert (found.candidates, found.point, found.continues) == (("wage-deduction",), None, True)


@pytest.mark.parametrize("text", ["一開始那個問題", "回到最前面那題", "not that one, i mean the first thing"])
def test_the_first_thing_is_the_earliest_topic(engine: Engine, text: str) -> None:
    found = understand(engine, text, Context("sick-leave", ("annual-leave", "severance-pay")))
    assert found.candidates == ("severance-pay",)


@pytest.mark.parametrize("text", ["還有什麼要注意的", "what else should i know", "ano pa po"])
def test_what_else_there_is_after_a_point_is_the_whole(engine: Engine, text: str) -> None:
    found = understand(engine, text, Context("sick-leave", point="wage"))
    assert (found.candidates, found.point) == (("sick-leave",), None)


@pytest.mark.parametrize("text", ["沒有了", "no that's all", "itu saja", "yun lang po", "vay thoi", "แค่นี้ค่ะ"])
def test_that_is_all_says_goodbye(engine: Engine, text: str) -> None:
    assert understand(engine, text, Context("sick-leave")).intent == "goodbye"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("saya mau ngomong sama orang", "talk_to_human"),
        ("cho em gap nhan vien", "talk_to_human"),
        ("gusto ko po makausap ang tao", "talk_to_human"),
        ("saya mau lapor", "file_complaint"),
        ("gusto kong magsumbong", "file_complaint"),
        ("em muon khieu nai", "file_complaint"),
    ],
)
def test_a_wish_in_the_words_of_another_language_is_heard(engine: Engine, text: str, intent: str) -> None:
    assert understand(engine, text).intent == intent


def test_a_fact_before_a_question_is_no_second_question(engine: Engine) -> None:
    found = about(engine, "annual-leave", "我做四年五個月 有幾天")
    assert (found.candidates[0], found.second) == ("annual-leave", None)


def test_a_message_that_only_resembles_anger_is_no_complaint_about_us(engine: Engine) -> None:
    assert "anger" not in about(engine, "overtime-pay", "四小時").acts


@pytest.mark.parametrize(
    ("entry", "point", "text"),
    [
        ("service-forms", Point.FORMS, "表格可以網路下載嗎"),
        ("service-online", Point.ONLINE, "線上能辦哪些"),
        ("service-proxy", Point.PROXY, "可以請我媽代辦嗎"),
        ("mediation-duration", Point.DURATION, "大概多久會開"),
    ],
)
def test_the_whole_of_an_entry_about_a_point_answers_it(
    engine: Engine, entry: str, point: Point, text: str
) -> None:
    assert settled(point, text, engine.catalogue[entry]) is None
    assert settled(Point.FEE, "要手續費嗎", engine.catalogue[entry]) == Point.FEE
