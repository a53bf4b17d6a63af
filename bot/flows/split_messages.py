"""A story that takes several messages: what a platform cuts apart, the form puts together again (pure).

Telegram cuts a text at 4,096 characters and Messenger takes 2,000; the next part must not become the
answer to the next question.
"""

from bot.flows.base import FlowDraft
from cases.questions import BY_NAME, STORY_LIMIT
from core.questions.question import AnswerKind, Unreadable
from core.text_cleaning import plain_text

DONE = "寫完了"
# A text that fills half of what its platform carries may be the first of several parts.
_MAY_GO_ON = {"facebook": 1_000, "telegram": 2_048}
_MORE = "_more"
_OPEN = frozenset({AnswerKind.TEXT, AnswerKind.WHEN})
# What is asked after the story: once it is answered, the story is told.
_AFTER = frozenset({"when", "where", "employer", "wish"})


def may_go_on(draft: FlowDraft, text: str) -> bool:
    """Whether ``text``, an answer to the question of the story, may be the first of several parts."""
    return len(text) >= _MAY_GO_ON.get(draft.answers.get("channel", ""), STORY_LIMIT + 1)


def waiting(draft: FlowDraft) -> FlowDraft:
    """The draft while further parts are awaited."""
    return draft.at("what", **{_MORE: "yes"})


def is_waiting(draft: FlowDraft) -> bool:
    """Whether further parts are awaited."""
    return draft.step == "what" and draft.answers.keys() >= {"what", _MORE}


def finished(draft: FlowDraft) -> FlowDraft:
    """The draft with the story as it is."""
    return draft.at("what", **{_MORE: None})


def is_part(draft: FlowDraft, text: str) -> bool:
    """Whether ``text`` can be no answer to what is asked after the story, so that it goes on with it."""
    question = BY_NAME.get(draft.step)
    if question is None or question.kind not in _OPEN or "what" not in draft.answers:
        return False
    return draft.answers.keys().isdisjoint(_AFTER) and len(text) > question.limit


def with_part(draft: FlowDraft, text: str) -> FlowDraft:
    """The draft whose story goes on with ``text``.

    Raises:
        Unreadable: together they are longer than a story may be; the draft keeps what it has.
    """
    told = draft.answers["what"]
    whole = f"{told}\n{plain_text(text)}"
    if len(whole) > STORY_LIMIT:
        raise Unreadable(
            f"這一段沒有記下：前面已經有 {len(told):,} 字，最多 {STORY_LIMIT:,} 字，"
            f"還可以寫 {max(0, STORY_LIMIT - len(told) - 1):,} 字。請縮短後再送，其他的可以用附件補充"
        )
    return draft.at(draft.step, what=whole)
