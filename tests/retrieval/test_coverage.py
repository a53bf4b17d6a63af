"""How much of a question the entries speak of."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.intents import Kind
from retrieval.index.coverage import Coverage
from retrieval.index.documents import Document, TextRole
from retrieval.index.lexical import ngrams

LABELS = ("leave", "pay")
DOCUMENTS = (
    Document("leave", Kind.FAQ, TextRole.QUESTION, "特休有幾天"),
    Document("leave", Kind.FAQ, TextRole.PASSAGE, "滿半年三天，滿一年七天"),
    Document("pay", Kind.FAQ, TextRole.QUESTION, "薪水幾號發"),
    Document("pay", Kind.FAQ, TextRole.HEARD, "年終獎金呢"),
)
COVERAGE = Coverage(DOCUMENTS, LABELS)


def test_an_entrys_own_question_is_wholly_covered_by_it() -> None:
    covered = COVERAGE.of(ngrams("特休有幾天"))
    assert covered.whole[0] == 1
    assert covered.whole[1] < 0.5
    assert covered.known == 1


def test_what_its_answer_tells_is_told_apart_from_what_its_questions_say() -> None:
    covered = COVERAGE.of(ngrams("滿半年"))
    assert covered.told[0] == covered.whole[0] == 1
    assert COVERAGE.of(ngrams("特休")).told[0] < COVERAGE.of(ngrams("特休")).whole[0]


def test_what_was_only_heard_is_not_what_staff_wrote() -> None:
    assert COVERAGE.of(ngrams("年終獎金呢")).whole[1] == 0


@given(st.text(max_size=40))
def test_shares_are_shares_and_none_exceeds_what_any_entry_has(text: str) -> None:
    covered = COVERAGE.of(ngrams(text))
    assert 0 <= covered.known <= 1.0001
    for whole, told in zip(covered.whole, covered.told, strict=True):
        assert -1e-6 <= told <= whole + 1e-6 <= covered.known + 1e-5
