"""The reader learns from examples: a message beside its topic, what was meant by it, and which point."""

import random

import pytest

from bot.understanding.dialogues import Dialogue, ExpectedMatter, ExpectedTurn
from bot.understanding.structure import WHOLE, Act
from bot.understanding.tuning_material import TuningExample, of_conversations, of_questions
from retrieval.engine import Engine
from retrieval.evaluation.queries import LabelledQuery

SICK = "sick-leave"


def _turn(says: str, act: Act, entry: str | None, point: str | None = None) -> ExpectedTurn:
    return ExpectedTurn(says, (act,), ExpectedMatter((entry,) if entry else (), (point,)), "zh-Hant")


def _examples(engine: Engine, *turns: ExpectedTurn) -> list[TuningExample]:
    return list(of_conversations([Dialogue("a", "zh-Hant", turns)], engine.catalogue, random.Random(1)))


def test_a_later_message_is_a_lesson_beside_its_topic(engine: Engine) -> None:
    opening, later, *_ = _examples(
        engine,
        _turn("感冒請假", Act.QUESTION, SICK),
        _turn("會被扣多少", Act.QUESTION, SICK, "wage"),
    )
    assert opening == TuningExample("感冒請假", (SICK,), (WHOLE,))
    assert engine.catalogue[SICK].question in later.text and "感冒請假" in later.text
    assert later.points == ("wage",)


def test_thanks_are_no_lesson_and_what_is_outside_teaches_that_no_entry_answers(engine: Engine) -> None:
    found = _examples(engine, _turn("謝謝", Act.THANKS, None), _turn("明天會下雨嗎", Act.OUTSIDE, None))
    assert found == [TuningExample("明天會下雨嗎", ())]


def test_some_messages_stand_beside_a_neighbour_of_their_topic(engine: Engine) -> None:
    turns = [_turn("感冒請假", Act.QUESTION, SICK), *[_turn("扣多少", Act.QUESTION, SICK, "wage")] * 20]
    questions = {engine.catalogue[one].question for one in engine.catalogue[SICK].related}
    strays = [one for one in _examples(engine, *turns) if any(other in one.text for other in questions)]
    assert 1 <= len(strays) <= 12 and all(one.entries == (SICK,) for one in strays)


def test_so_many_questions_of_an_entry_are_enough(engine: Engine) -> None:
    queries = [LabelledQuery(f"{number} 天病假", SICK) for number in range(99)]
    assert len(list(of_questions(queries, engine.catalogue, random.Random(1)))) == 40


def test_what_is_told_apart_by_the_lessons_is_read_apart_afterwards() -> None:
    # They take nine seconds: not in the worker that only collects this file.
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    from bot.understanding.tuning import MessageModel, TuningLabels, mean_vectors, tune

    words = ["[PAD]", "[UNK]", "query:", "pay", "leave", "how", "much", "long"]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]"
    )
    torch.manual_seed(3)
    bert = BertModel(
        BertConfig(
            vocab_size=len(words),
            hidden_size=16,
            num_hidden_layers=6,
            num_attention_heads=2,
            intermediate_size=32,
        ),
        add_pooling_layer=False,
    )
    examples = [
        TuningExample("pay how much", ("a",), ("amount",)),
        TuningExample("leave how long", ("b",), ("duration",)),
    ] * 32
    labels = TuningLabels.of(examples)
    model = MessageModel(bert, labels)
    model.begin_at(mean_vectors(model, fast, examples, labels))
    frozen = bert.encoder.layer[0].output.dense.weight.clone()
    told: list[str] = []
    tune(model, fast, examples, labels, 150, told.append)
    read = fast(["query: pay how much", "query: leave how long"], return_tensors="pt")
    entries, points = model(read["input_ids"], read["attention_mask"])
    assert [labels.entries[int(i)] for i in entries.argmax(1)] == ["a", "b"]
    assert [labels.points[int(i)] for i in points.argmax(1)] == ["amount", "duration"]
    assert torch.equal(frozen, bert.encoder.layer[0].output.dense.weight)
    assert told and float(told[-1].rpartition(" ")[2]) < 0.2


@pytest.mark.parametrize("says", ["我叫王大明 0912345678 公司沒給加班費"])
def test_nobodys_name_is_learned(engine: Engine, says: str) -> None:
    (example,) = _examples(engine, _turn(says, Act.QUESTION, "overtime-pay"))
    assert "大明" not in example.text and "0912" not in example.text
