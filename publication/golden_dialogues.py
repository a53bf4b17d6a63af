"""Golden dialogues at a publication: which of their turns help before and after (pure).

Who holds them is none of search's business: `bot.golden_dialogues` does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from publication.change_kinds import Verdict
from retrieval.engine import Engine


@dataclass(frozen=True, slots=True)
class HeldTurn:
    """One turn of a golden dialogue: whether it helps, and what is answered (an entry id, a point)."""

    conversation: str
    place: int
    says: str
    helps: bool
    answered: str


Hold = Callable[[Engine], Sequence[HeldTurn]]


@dataclass(frozen=True, slots=True)
class TurnCase:
    """A turn that the publication changes."""

    conversation: str
    place: int
    says: str
    verdict: Verdict
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TalkReport:
    """``cases`` are the turns that change; ``right_before`` and ``right_after`` count, of ``asked``."""

    asked: int = 0
    right_before: int = 0
    right_after: int = 0
    cases: tuple[TurnCase, ...] = ()

    @property
    def got_worse(self) -> bool:
        """Whether a turn that helped does so no longer."""
        return any(case.verdict is Verdict.WORSE for case in self.cases)


def nobody_talks(engine: Engine) -> tuple[HeldTurn, ...]:
    """No dialogues."""
    return ()


def compare_talks(before: Sequence[HeldTurn], after: Sequence[HeldTurn]) -> TalkReport:
    """What changes; a turn that is in one of them only, as its entry is gone, is not compared."""
    new = {(turn.conversation, turn.place): turn for turn in after}
    pairs = [(old, found) for old in before if (found := new.get((old.conversation, old.place)))]
    return TalkReport(
        asked=len(pairs),
        right_before=sum(old.helps for old, _ in pairs),
        right_after=sum(found.helps for _, found in pairs),
        cases=tuple(
            TurnCase(old.conversation, old.place, old.says, verdict, old.answered, found.answered)
            for old, found in pairs
            if (verdict := _verdict(old, found)) is not Verdict.SAME
        ),
    )


def _verdict(old: HeldTurn, new: HeldTurn) -> Verdict:
    if old.helps is not new.helps:
        return Verdict.BETTER if new.helps else Verdict.WORSE
    return Verdict.SAME if old.answered == new.answered else Verdict.CHANGED
