"""The phrases of staff: how they are written, and what counts as the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.safety.normal import STOP, normal
from bot.safety.phrases import Phrases
from knowledge.loader import KnowledgeBase, load_dangers
from knowledge.safety import Danger, DangerKind, HelpLanguage, HelpText

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)


def _phrases(*phrases: str, harmless: tuple[str, ...] = ()) -> Phrases:
    help_text = HelpText(language=HelpLanguage.CHINESE, first="請撥 119", again="請再撥 119")
    danger = Danger(
        id=DangerKind.ACCIDENT,
        title="意外",
        phrases=phrases,
        harmless=harmless,
        hotlines=("119",),
        help=(help_text,),
    )
    return Phrases([danger])


@pytest.mark.parametrize(
    "text",
    [
        "我不想活了",
        "我 不 想 活 了",
        "我不想活ㄌ",
        "我ㄅ想活了",
        "我不．想．活了",
        "我不想活了！！！",
        "我不想活惹",
        "我不ㄒㄧㄤˇ活ㄌ",
    ],
)
def test_width_spaces_signs_and_sounds_make_no_difference(text: str) -> None:
    assert [one.kind for one in Phrases(load_dangers()).heard(text)] == [DangerKind.SELF_HARM]


@pytest.mark.parametrize(
    "text", ["tôi không muốn sống nữa", "toi khong muon song nua", "Tôi KHÔNG muốn sống"]
)
def test_vietnamese_needs_no_marks(text: str) -> None:
    assert Phrases(load_dangers()).heard(text)


def test_simplified_characters_are_the_same_words() -> None:
    assert _phrases("觸電").heard("他触电了")


def test_a_gap_does_not_reach_over_the_end_of_a_clause() -> None:
    phrases = _phrases("手…夾")
    assert phrases.heard("手被機器夾到")
    assert not phrases.heard("我手機壞了，文件夾在哪裡")


def test_one_of_several_words_and_a_word_that_may_be_left_out() -> None:
    phrases = _phrases("(快|趕快)叫(輛)?救護車")
    assert all(phrases.heard(text) for text in ("快叫救護車", "趕快叫輛救護車"))
    assert not phrases.heard("叫救護車要錢嗎")


def test_a_word_of_a_spaced_script_is_no_part_of_another() -> None:
    assert _phrases("(raped)").heard("she was raped yesterday")
    assert not _phrases("(rape)").heard("scraped my knee")


def test_harmless_words_are_taken_out_first() -> None:
    phrases = _phrases("昏倒", harmless=("笑到昏倒",))
    assert not phrases.heard("大家笑到昏倒")
    assert phrases.heard("大家笑到昏倒，後來真的有人昏倒")


@pytest.mark.parametrize("phrase", ["", "昏", "(昏|倒", "昏)倒", "(昏)?(倒)?", "……", "a?b"])
def test_a_phrase_that_means_nothing_is_refused(phrase: str) -> None:
    with pytest.raises(ValidationError):
        _phrases(phrase)


@given(HAN)
def test_any_plain_words_are_found_in_a_text_that_holds_them(words: str) -> None:
    if len(words) >= 2:
        assert _phrases(words).heard(f"剛剛{words}，怎麼辦")


@given(st.text(max_size=80))
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    once = normal(text)
    assert STOP * 2 not in once
    assert normal(once) == once


def test_every_kind_has_help_in_every_language() -> None:
    dangers = load_dangers()
    assert {danger.id for danger in dangers} == set(DangerKind)
    for danger in dangers:
        assert {text.language for text in danger.help} == set(HelpLanguage)
        assert all(text.first != text.again for text in danger.help)


@pytest.mark.parametrize("text", ["我快被老闆煩死了", "錢少到快餓死", "這工作做到會死人", "加班加到快掛了"])
def test_a_manner_of_speaking_only_resembles_danger(base: KnowledgeBase, text: str) -> None:
    assert Phrases(base.dangers).only_resembles(text)


@pytest.mark.parametrize("text", ["累死了 真的不想活了", "老闆說敢檢舉就要給我死", "請問加班費"])
def test_what_tells_of_danger_beside_it_or_of_neither_does_not_only_resemble_it(
    base: KnowledgeBase, text: str
) -> None:
    assert not Phrases(base.dangers).only_resembles(text)


@pytest.mark.parametrize(
    "text",
    [
        "撐不下去了 衣服都送人了",
        "活著真的好累",
        "不想再看到明天",
        "i am tired of being alive",
        "chỉ muốn biến mất khỏi thế giới này",
        "dunia lebih baik tanpa aku",
        "ไม่อยากเห็นวันพรุ่งนี้",
        "wala nang saysay ang buhay ko",
    ],
)
def test_a_veiled_wish_to_die_is_a_phrase_of_its_own(text: str) -> None:
    assert DangerKind.SELF_HARM in {found.kind for found in Phrases(load_dangers()).heard(text)}


@pytest.mark.parametrize("text", ["我想消失一個禮拜去請特休", "想解脫這家公司 怎麼離職", "東西都送修了"])
def test_what_only_sounds_veiled_is_none(text: str) -> None:
    assert not Phrases(load_dangers()).heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "同仁輕生後雇主要負責嗎",
        "主管說要砍我的年終",
        "之前被堆高機壓到的官司打完了",
        "倉庫去年失火停工的薪水",
        "如果有勞工觸電要幾小時內通報",
        "冷氣漏水沒人修",
        "tuan truoc em bi nga, gio di lam lai",
        "bulan lalu teman kesetrum, sudah sembuh",
        "เดือนที่แล้วไฟไหม้โรงงาน",
        "pekerjaan saya cuma jaga anak majikan",
        "broker does not answer the phone",
    ],
)
def test_what_is_over_asked_about_or_a_part_of_work_is_no_danger(text: str) -> None:
    assert not Phrases(load_dangers()).heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "同事說要輕生，公司要負責嗎",
        "他砍我的年終，現在拿刀進來了",
        "去年失火過，現在宿舍又失火了",
        "瓦斯一直在漏",
        "tuan truoc em bi nga, hom nay bi danh",
        "he does not answer, he is not breathing",
    ],
)
def test_danger_is_heard_beside_what_is_harmless(text: str) -> None:
    assert Phrases(load_dangers()).heard(text)
