"""What is taken apart before the search: names, thoughts, courtesies, the language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.acts import acts_of
from bot.understanding.courtesy import without_courtesy
from bot.understanding.fixed import fixed_intent
from bot.understanding.language import named_language, written_in
from bot.understanding.masking import without_names
from bot.understanding.naming import named_alone
from bot.understanding.returning import named_back, named_before, points_back
from bot.understanding.segments import segments
from bot.understanding.structure import Act
from retrieval.engine import SearchResult
from retrieval.ranking.decision import Decision


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我叫陳美玲 0912-345-678 公司欠我薪水", "公司欠我薪水"),
        ("我是高中生可以打工嗎", "我是高中生可以打工嗎"),
        ("幫我查 115-000123-4 到哪了", "幫我查 到哪了"),
        ("0912345678", ""),
        ("nama saya Siti, gaji saya belum dibayar", "gaji saya belum dibayar"),
        ("apakah nama saya dirahasiakan", "apakah nama saya dirahasiakan"),
        ("My name is Maria Santos", ""),
    ],
)
def test_names_and_numbers_are_not_searched(text: str, kept: str) -> None:
    assert without_names(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("謝謝，那婚假呢", "那婚假呢"),
        ("thanks! and annual leave?", "and annual leave?"),
        ("謝謝", "謝謝"),
        ("cảm ơn bạn, còn tiền tăng ca", "còn tiền tăng ca"),
        ("may tanong lang po ako, magkano ang overtime", "magkano ang overtime"),
        ("cho em hỏi chút, bao giờ trả lương", "bao giờ trả lương"),
        ("mau tanya dong kak, lembur berapa", "lembur berapa"),
        ("ขอสอบถามค่ะ ค่าโอทีเท่าไหร่", "ค่าโอทีเท่าไหร่"),
        ("can i ask for leave", "can i ask for leave"),
        ("min wage for caregivers", "min wage for caregivers"),
    ],
)
def test_courtesies_are_not_searched(text: str, kept: str) -> None:
    assert without_courtesy(text) == kept


def test_dictated_text_is_cut_where_it_turns_to_another_matter() -> None:
    text = (
        "我在工廠做了兩年老闆上個月沒有發薪水也不接電話請問我可以怎麼辦另外我的勞保好像也沒有保到想問可以補嗎"
    )
    first, second = segments(text)
    assert first.endswith("怎麼辦") and second.startswith("另外")


@given(st.text(max_size=300))
def test_no_thought_is_lost(text: str) -> None:
    letters = [char for part in segments(text) for char in part if char.isalnum()]
    assert letters == [char for char in text if char.isalnum()]


SENTENCES = {
    "en": "How many days of leave do I have?",
    "vi": "Tôi có bao nhiêu ngày nghỉ phép?",
    "id": "Saya punya cuti berapa hari?",
    "th": "ฉันมีวันลากี่วันคะ",
    "fil": "Ilang araw po ang leave ko sa isang taon?",
    "zh-Hant": "我有幾天特休可以請",
}


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("current", [None, "zh-Hant", "en", "vi"])
def test_a_clear_sentence_tells_its_language(language: str, current: str | None) -> None:
    assert written_in(SENTENCES[language], current) == language


SMALL = [
    "Hi",
    "halo",
    "cam on",
    "ok",
    "asdf qwer",
    "👍",
    "https://example.org/how/do/you",
    "Nguyen Van An",
    "0912345678",
]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/how/do/you/get/paid",
        "(moon angry)(love)",
        "asdf qwer zxcv poiu",
        "SELECT * FROM users WHERE 1=1;--",
        "select name from users where id = 1 or 1=1",
        "'; DROP TABLE cases; --",
        "<script>alert('x')</script>",
    ],
)
def test_what_is_no_sentence_tells_no_language(text: str) -> None:
    assert written_in(text, None) is None


def test_a_sentence_that_begins_like_a_statement_to_a_database_is_english() -> None:
    assert written_in("Select a day for me, can you tell me how many days I have?", None) == "en"


@pytest.mark.parametrize("text", SMALL)
@pytest.mark.parametrize("current", ["zh-Hant", "en", "id"])
def test_small_words_signs_and_names_change_no_language(text: str, current: str) -> None:
    assert written_in(text, current) in (None, current)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("請用越南話", "vi"),
        ("English please", "en"),
        ("bahasa Indonesia", "id"),
        ("tagalog po", "fil"),
        ("puwede po bang mag-Tagalog", "fil"),
        ("可以用菲律賓文嗎", "fil"),
        ("我看不懂中文，請用英文", "en"),
        ("會不會講英文", "en"),
        ("我表妹中文字看不懂可以換越南文嗎", "vi"),
        ("中文我不會 可以英文嗎", "en"),
        ("hindi ako marunong mag-Chinese", None),
        ("tôi không biết tiếng Trung", None),
        ("換語言", None),
    ],
)
def test_a_wish_names_its_language(text: str, language: str | None) -> None:
    assert named_language(text) == language


@pytest.mark.parametrize("text", ["沒事了 晚安", "謝謝 掰掰", "好 先這樣", "沒問題了 謝謝你", "先去睡了"])
def test_leave_is_taken_in_few_words(text: str) -> None:
    assert fixed_intent(text) == ("goodbye", None)


@pytest.mark.parametrize("text", ["晚安", "謝謝", "好", "沒有", "先去哪裡辦", "沒有了的話呢"])
def test_thanks_a_greeting_or_a_question_is_no_goodbye(text: str) -> None:
    assert fixed_intent(text) != ("goodbye", None)


def acts(text: str, **scores: float) -> tuple[Act, ...]:
    """The acts of a text whose words sound like ``scores``."""
    return acts_of(text, scores, {}, SearchResult(Decision.ANSWER, 1, "zh", ()), False)


def test_who_only_counts_people_wants_none() -> None:
    assert acts("兩個人可以一起請嗎", person=0.6) == (Act.QUESTION,)
    assert acts("可以找人跟我講嗎", person=0.6) == (Act.PERSON,)
    assert acts("0912345678 下午打", person=0.6) == (Act.PERSON,)
    assert acts("我要找主管") == acts("叫你們長官來接電話") == (Act.PERSON,)
    assert acts("我要找主管機關檢舉", question=0.6) == (Act.QUESTION,)


def test_a_few_words_after_an_offer_choose_and_are_not_angry() -> None:
    none = SearchResult(Decision.ANSWER, 1, "zh", ())
    scores = {"anger": 0.31, "question": 0.27}
    assert acts_of("新北的", scores, {}, none, outside=False, offered=True) == (Act.QUESTION,)
    assert acts_of("你們很爛", scores, {}, none, outside=False, offered=True) == (Act.ANGER,)


def test_who_excuses_themselves_and_says_thanks_is_not_angry() -> None:
    assert acts("不好意思一直問 謝謝喔", thanks=0.7, anger=0.5) == (Act.THANKS,)
    assert Act.ANGER in acts("謝謝喔 你們真的很爛", thanks=0.7, anger=0.7)


@pytest.mark.parametrize("text", ["好 那幫我登記", "請幫我立案", "麻煩替我送件一下"])
def test_who_wants_it_written_down_complains(text: str) -> None:
    assert acts(text, question=0.6) == (Act.COMPLAINT,)


def test_who_wants_to_register_for_something_asks() -> None:
    assert acts("幫我登記求職", question=0.6) == (Act.QUESTION,)


def test_only_what_we_keep_of_somebody_is_erased() -> None:
    assert acts("訊息我嚇到全刪了怎麼辦", erase_me=0.6) == (Act.QUESTION,)
    assert acts("把我剛才講的都刪掉", erase_me=0.6) == (Act.ERASE_ME,)


def test_who_gives_up_wants_nothing_worked_out() -> None:
    assert acts("算了 謝謝你", calculate=0.9, thanks=0.7) == (Act.THANKS,)
    assert acts("幫我試算資遣費", calculate=0.9) == (Act.CALCULATE,)


@pytest.mark.parametrize(
    ("text", "is_back"),
    [
        ("剛剛那個通報可以線上弄嗎", True),
        ("前面講的資遣費是哪一條法", True),
        ("我剛剛被老闆罵", False),
        ("前面有停車場嗎", False),
    ],
)
def test_words_point_at_what_was_talked_about(text: str, is_back: bool) -> None:
    assert points_back(text) is is_back


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("那我有資遣費嗎", "資遣費"),
        ("那加班費呢", "加班費"),
        ("那我有沒有資遣費可以拿", "資遣費"),
        ("失業給付可以領嗎", "失業給付"),
        ("老闆不給資遣費我要去哪裡申訴", None),
    ],
)
def test_the_name_of_a_matter_alone_is_heard(text: str, name: str | None) -> None:
    assert named_alone(text) == name


def test_what_words_point_back_at_is_named() -> None:
    assert named_back("剛剛那個通報可以線上弄嗎") == "通報"
    assert named_back("剛剛那個可以線上弄嗎") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("護理長那件，要填什麼單子嗎", "護理長"),
        ("外配那個 店家硬要工作證", "外配"),
        ("先回到育嬰那個，津貼要還嗎", "育嬰"),
        ("那個要多久", None),
        ("我媽那件要去哪裡", None),
        ("剛剛那個，可以線上弄嗎", None),
    ],
)
def test_a_matter_is_called_by_what_it_was_about(text: str, name: str | None) -> None:
    assert named_before(text) == name


@pytest.mark.parametrize(
    "text", ["我上個月申請的 案號1150012345 都沒消息", "收件編號：A115-000778 現在怎麼了"]
)
def test_a_number_of_a_case_asks_for_news_of_it(text: str) -> None:
    assert acts(text, question=0.5)[0] is Act.CASE_STATUS


def test_where_the_number_of_a_case_stands_is_a_question() -> None:
    assert acts("案號要在哪裡看", question=0.5) == (Act.QUESTION,)
