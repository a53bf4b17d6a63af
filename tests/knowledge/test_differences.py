"""What changed is told field by field, in staff's words."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.differences import Mark, differences

PAYLOADS = st.dictionaries(
    st.sampled_from(["answer", "fee", "details"]),
    st.text(max_size=30) | st.lists(st.text(max_size=10), max_size=4),
)


def _side(before: dict[str, object], after: dict[str, object], unwanted: Mark) -> list[str]:
    lines = [line for difference in differences(before, after) for line in difference.lines]
    return ["".join(p.text for p in line if p.mark is not unwanted) for line in lines]


def test_equal_payloads_do_not_differ() -> None:
    assert differences({"answer": "甲"}, {"answer": "甲"}) == ()


def test_a_field_that_was_not_there_before_and_is_empty_does_not_differ() -> None:
    assert differences({}, {"effective_to": None, "details": []}) == ()


def test_a_changed_word_is_marked_inside_its_line() -> None:
    (difference,) = differences({"answer": "請帶身分證正本"}, {"answer": "請帶身分證影本"})
    assert difference.label == "直接回答"
    assert [(p.mark, p.text) for p in difference.lines[0]] == [
        (Mark.SAME, "請帶身分證"),
        (Mark.REMOVED, "正"),
        (Mark.ADDED, "影"),
        (Mark.SAME, "本"),
    ]


def test_an_item_put_in_front_moves_no_other_line() -> None:
    (difference,) = differences({"details": ["乙", "丙"]}, {"details": ["甲", "乙", "丙"]})
    assert [[(p.mark, p.text) for p in line] for line in difference.lines] == [[(Mark.ADDED, "甲")]]


def test_values_and_nested_fields_read_in_chinese() -> None:
    before = {"documents": [{"situation": "本人", "items": [{"name": "身分證", "form": "original"}]}]}
    after = {"documents": [{"situation": "本人", "items": [{"name": "身分證", "form": "copy"}]}]}
    assert _side(before, after, Mark.REMOVED) == ["　正本或影本：影本"]


@given(PAYLOADS, PAYLOADS)
def test_the_sides_are_swapped_when_the_payloads_are(
    before: dict[str, object], after: dict[str, object]
) -> None:
    assert (differences(before, after) == ()) == (differences(after, before) == ())
