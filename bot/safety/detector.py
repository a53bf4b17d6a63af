"""Whether a text tells of danger: the phrases that staff keep, and likeness to what people wrote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.safety.examples import KINDS
from bot.safety.head import SafetyHead
from bot.safety.normal import mended
from bot.safety.phrases import Phrases
from bot.safety.pieces import clauses, pieces
from knowledge.safety import DangerKind
from retrieval.analysis.language import language_of
from retrieval.encoder.base import Vectors

# A likeness of `ALONE` is enough; with a phrase of staff, one of `WITH_PHRASE` is (docs/dialogue.md).
ALONE = 0.45
WITH_PHRASE = 0.03
# Where search hears a cry for help as well, so much alone is.
AGREED = 0.05
# Where a phrase and something else tell the same, the likeness must only not speak against it.
CERTAIN = 0.02
# A likeness must be greater where a text is understood to be about something else, more so where it goes on
# with the topic of a conversation, and most where it is harmless without doubt.
ELSEWHERE, GOING_ON, DOUBTED = 0.65, 0.75, 0.85
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Enough:
    """How much likeness is enough, in 0..1: ``alone``, and ``with_phrase`` of staff."""

    alone: float
    with_phrase: float


class Besides(StrEnum):
    """What a text is understood to be besides: nothing, a cry for help, outside of what we know, of the topic
    that is talked about, or harmless without doubt."""

    NOTHING = "nothing"
    CRISIS = "crisis"
    OUTSIDE = "outside"
    TOPIC = "topic"
    HARMLESS = "harmless"


_ENOUGH = {
    Besides.NOTHING: Enough(ALONE, WITH_PHRASE),
    Besides.CRISIS: Enough(AGREED, CERTAIN),
    Besides.OUTSIDE: Enough(ELSEWHERE, WITH_PHRASE),
    Besides.TOPIC: Enough(GOING_ON, WITH_PHRASE),
    Besides.HARMLESS: Enough(DOUBTED, WITH_PHRASE),
}
# A piece says less than the whole message: in a long one it counts, in a short one (去年從鷹架摔下來，…) what
# is beside it tells more, so that only a clause beyond doubt is heard alone.
IN_PIECE = Enough(0.75, 0.4)
IN_CLAUSE = Enough(0.9, 0.9)


@dataclass(frozen=True, slots=True)
class DetectedDanger:
    """Somebody may be in danger: which kind, the language of the text, and what told it.

    ``evidence`` are the words of a phrase, "" where the likeness alone told; ``clause`` is the part of the
    text, ``likeness`` its probability, in 0..1.
    """

    kind: DangerKind
    language: str
    evidence: str
    clause: str
    likeness: float


class Detector:
    """Detects danger, with the words of ``phrases`` and what ``head`` has learned."""

    def __init__(self, phrases: Phrases, head: SafetyHead) -> None:
        self._phrases = phrases
        self._head = head

    def detect(self, text: str, encode: Encode, besides: Besides = Besides.NOTHING) -> DetectedDanger | None:
        """The danger that ``text`` tells of, the most likely first; None where there is none.

        ``encode`` gives the vectors of texts, shape (texts, dimension); ``besides`` is what else is known.
        """
        whole, *parts = pieces(text)
        if not whole:
            return None
        if besides is Besides.CRISIS and self._phrases.only_resembles(whole):
            besides = Besides.NOTHING  # search hears the same words, and knows no manner of speaking
        enough = _ENOUGH[besides]
        told = self._told([whole], encode, enough)
        if not told:
            told = self._told(parts or self._named(whole), encode, IN_PIECE if parts else IN_CLAUSE)
        return max(told, key=lambda danger: danger.likeness, default=None)

    def _named(self, text: str) -> list[str]:
        """The clauses of ``text`` in which there is a phrase, where it has more than one."""
        parts = clauses(text)
        return [part for part in parts if self._phrases.heard(part)] if len(parts) > 1 else []

    def _told(self, texts: Sequence[str], encode: Encode, enough: Enough) -> list[DetectedDanger]:
        if not texts:
            return []
        shares = self._head.shares(texts, encode([mended(text) for text in texts]))
        found = []
        for text, row in zip(texts, shares, strict=True):
            likeness = 1.0 - float(row[0])
            heard = self._phrases.heard(text)
            if likeness < (enough.with_phrase if heard else enough.alone):
                continue
            named = {one.kind: one.words for one in heard}
            # The likeness names the kind, among those that a phrase names where one does.
            allowed = [kind for kind in KINDS[1:] if not named or kind in named]
            kind = DangerKind(max(allowed, key=lambda kind: float(row[KINDS.index(kind)])))
            found.append(DetectedDanger(kind, language_of(text), named.get(kind, ""), text, likeness))
        return found
