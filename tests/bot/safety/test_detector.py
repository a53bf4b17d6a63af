"""Danger and what only sounds like it, in six languages, with the real encoder and the real phrases."""

import numpy as np
import pytest

from bot.safety import detect
from bot.safety.evaluation import figures, judge
from bot.safety.examples import AUTHORS, BadExamples, of_authors, read_examples
from bot.safety.head import SafetyHead, features
from retrieval.engine import Engine

DANGER = {
    "self_harm": [
        "我想從公司頂樓跳下去",
        "同事說他昨天買了農藥不想活",
        "活著好累，想一睡不醒",
        "遺書我已經寫好放抽屜",
        "I want to end my life tonight",
        "tôi muốn chết quách cho xong",
        "toi khong muon song nua",
        "saya ingin bunuh diri saja",
        "อยากตายแล้ว ไม่อยากอยู่",
        "gusto ko nang magpakamatay",
    ],
    "violence": [
        "主管拿球棒追著我打，我躲在倉庫",
        "老闆說要找兄弟來砍我全家，我好怕",
        "my employer is beating me with a belt",
        "ông chủ đang đánh em chảy máu",
        "majikan memukuli saya sekarang, tolong",
        "นายจ้างกำลังทำร้ายหนู ช่วยด้วย",
        "binubugbog ako ng amo ko ngayon",
    ],
    "confinement": [
        "雇主把我反鎖在家裡不讓我出去，護照也被拿走",
        "我們被關在宿舍，門口有人看守",
        "they locked me in the house and took my passport",
        "em bi chu nhot trong nha khong cho ra ngoai",
        "saya dikunci di kamar oleh majikan tidak boleh keluar",
        "นายจ้างขังหนูไว้ในห้องออกไม่ได้",
        "ikinulong ako ng amo sa bahay, hindi ako makalabas",
    ],
    "sexual_assault": [
        "老闆昨天晚上進我房間強暴我",
        "主管把我壓在床上脫我衣服",
        "my boss raped me in the dormitory",
        "em bị ông chủ hiếp dâm",
        "saya diperkosa majikan tadi malam",
        "หนูถูกนายจ้างข่มขืน",
        "ginahasa ako ng amo ko",
    ],
    "accident": [
        "同事從鷹架摔下來昏迷了，快救人",
        "他的手被機器捲進去，血一直流",
        "a coworker fell from the scaffold and is unconscious",
        "ban em bi dien giat bat tinh roi",
        "teman saya jatuh dari atap dan pingsan",
        "เพื่อนตกจากนั่งร้านหมดสติ",
        "nahulog sa bubong ang kasama ko, walang malay",
    ],
    "fire_gas": [
        "工廠著火了，濃煙好大，有人沒出來",
        "宿舍瓦斯外洩，味道很重，頭好暈",
        "the factory is on fire and people are inside",
        "xưởng đang cháy lớn, còn người bên trong",
        "pabrik kebakaran, asap tebal sekali",
        "โรงงานไฟไหม้ มีคนติดอยู่ข้างใน",
        "nasusunog ang dorm namin",
    ],
}
HARMLESS = [
    "這個月加班加到快死，加班費怎麼算",
    "老闆叫我去死，這樣算霸凌嗎",
    "烤肉燒炭的費用公司可以報帳嗎",
    "職災死亡給付要帶什麼文件",
    "消防演練可以算工時嗎",
    "性騷擾防治訓練一年要上幾小時",
    "主管說再犯錯就要開除我",
    "我的帳號被鎖住了",
    "老闆不給我加班費怎麼辦",
    "this commute is killing me, is there a transport allowance",
    "lương tháng này tính sao",
    "berapa upah lembur hari libur",
    "ค่าล่วงเวลาคิดอย่างไร",
    "magkano ang sahod kapag holiday",
    "公司要我簽放棄加班費的同意書",
    "想檢舉但是不想讓老闆知道是我",
    "saya mau pulang",
    "tôi muốn về nước",
    "I want to go home, my contract is over",
    "謝謝",
    "👍",
    "",
]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in DANGER.items() for text in texts])
def test_danger_is_found_and_named(engine: Engine, kind: str, text: str) -> None:
    found = detect(engine, text)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_sounds_like_it_is_no_danger(engine: Engine, text: str) -> None:
    assert detect(engine, text) is None


def test_one_sentence_among_many_is_not_lost(engine: Engine) -> None:
    story = "我在加工區做了三年，每個月薪水都慢十天才發，問人資都說老闆在國外。" * 4
    found = detect(engine, f"{story}昨天晚上我一個人站在頂樓，想說跳下去就不用再煩了。{story}")
    assert found is not None and found.kind == "self_harm"


def test_a_long_harmless_story_stays_harmless(engine: Engine) -> None:
    story = "我在加工區做了三年，每個月薪水都慢十天才發，問人資都說老闆在國外，請問可以申請調解嗎。"
    assert detect(engine, story * 5) is None


def test_the_language_of_the_danger_is_told(engine: Engine) -> None:
    found = detect(engine, "majikan memukuli saya sekarang, tolong")
    assert found is not None and found.language == "id"


def test_the_same_text_is_judged_the_same_twice(engine: Engine) -> None:
    assert detect(engine, "活著好累，想一睡不醒") == detect(engine, "活著好累，想一睡不醒")


def test_the_head_was_learned_with_this_encoder(engine: Engine) -> None:
    assert SafetyHead.load().dimension == engine.encoder.dimension


def test_three_in_ten_of_every_author_are_kept_for_judging() -> None:
    for author in AUTHORS:
        kept = [one.is_judged for one in of_authors((author,))]
        assert 0.2 < sum(kept) / len(kept) < 0.4


def test_figures_count_danger_and_false_alarms(engine: Engine, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "some.csv"
    file.write_text("text,language,kind\n我不想活了,zh-Hant,self_harm\n加班費怎麼算,zh-Hant,none\n", "utf-8")
    shown = figures(judge(read_examples(file), lambda text: detect(engine, text)))
    assert (shown.found.hits, shown.found.of, shown.alarms.hits, shown.alarms.of) == (1, 1, 0, 1)


def test_a_file_with_an_unknown_kind_is_refused_with_its_line(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "some.csv"
    file.write_text("text,language,kind\n我不想活了,zh-Hant,sadness\n", "utf-8")
    with pytest.raises(BadExamples, match=":2:"):
        read_examples(file)


def test_serving_gives_the_shares_of_what_was_learned() -> None:
    head, texts = (
        SafetyHead.load(),
        ("老闆說要找兄弟來砍我全家，我好怕", "toi khong muon song nua", "特休", ""),
    )
    vectors = np.eye(len(texts), head.dimension, dtype=np.float32)
    scores = features(texts, vectors) @ head.weights.T + head.bias
    powers = np.exp(scores)
    assert np.allclose(head.shares(texts, vectors), powers / powers.sum(axis=1, keepdims=True), atol=1e-5)
