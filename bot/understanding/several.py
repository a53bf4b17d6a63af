"""One message that asks about several things: which of them is the main matter, and which the second."""

from bot.understanding.context import Context
from bot.understanding.heads import Name
from bot.understanding.matters import read
from bot.understanding.model import Model
from bot.understanding.plainly import not_ours
from bot.understanding.segments import LONG, opening, segments
from bot.understanding.structure import Act, Matter
from bot.understanding.thought import Reading
from retrieval.analysis.language import is_chinese
from retrieval.engine import Engine
from retrieval.ranking.decision import Decision

# So sure must be what is asked, or only told of, beside the main matter.
_SECOND_AT, _TOLD_AT = 0.55, 0.6
# So sure the first thing that a dictated text asks: the later ones are clearer, for they are shorter.
_FIRST_AT = 0.6
# So long a text (characters) is told rather than asked.
_DICTATED = 40


def matters_of(
    engine: Engine, model: Model, text: str, whole: Reading, context: Context, excluded: frozenset[str]
) -> tuple[Reading, Matter | None]:
    """The main matter of a message and a second one, if it asks about two."""
    parts = segments(text)
    if len(parts) < 2 or not_ours(text):
        return whole, None
    readings = []
    running = context
    for part in parts:
        # 另外我的勞保… is about something else: nothing of what was said before belongs to it.
        reading = read(engine, model, part, Context() if opening(part) else running, excluded)
        readings.append(reading)
        if reading.best and reading.is_sure:
            running = running.after(reading.best, reading.point, part)
    main = _main(whole, readings)
    return main, _second(main, readings) or (_told(main, readings) if len(text) >= LONG else None)


def _asks(reading: Reading) -> bool:
    """Whether a thought asks something rather than telling it."""
    acts = reading.scores[Name.ACTS]
    asks = acts.get(Act.QUESTION.value, 0.0)
    return asks >= 0.5 and asks > acts.get(Act.FACT.value, 0.0)


def _main(whole: Reading, readings: list[Reading]) -> Reading:
    """The whole message where it is clear, else the clearest of its thoughts; of a long text the first clear
    one where all of it together sounds like something that no part says."""
    clear = [reading for reading in readings if reading.is_sure]
    first = readings[0]
    if len(whole.text) >= _DICTATED and _asks(first) and first.best and first.probability >= _FIRST_AT:
        return first
    if whole.is_sure:
        if foreign := _asked_first(whole, clear):
            return foreign
        is_of_no_part = clear and whole.best not in {reading.best for reading in readings}
        return clear[0] if is_of_no_part and len(whole.text) >= _DICTATED else whole
    if not clear:
        return whole
    likeliest = max(clear, key=lambda reading: reading.probability)
    # A thought that asks for a point says more than one that only leads up to it.
    points = (reading for reading in clear if reading.best == likeliest.best and reading.point)
    return likeliest if likeliest.point else next(points, likeliest)


def _asked_first(whole: Reading, clear: list[Reading]) -> Reading | None:
    """The thought that a foreign message asks first, where the whole of it sounds like a later one.

    How do I file for mediation, and do I need to speak Chinese: the interpreter is the second matter.
    """
    is_foreign = not is_chinese(whole.text)
    if not is_foreign or len(clear) < 2 or not all(map(_asks, clear[:2])):
        return None
    is_later = whole.best in {reading.best for reading in clear[1:]} and whole.best != clear[0].best
    return clear[0] if is_later else None


def _second(main: Reading, readings: list[Reading]) -> Matter | None:
    """A matter that a thought asks about beside the main one: another entry, or another point of the same."""
    for reading in reversed(readings):
        is_clear = reading.is_sure and reading.probability >= _SECOND_AT
        if not reading.best or not _asks(reading) or not (is_clear or reading.is_worth_a_guess):
            continue
        if reading.best != main.best:
            return Matter(reading.best, reading.point)
        others = (other for other in readings if other is not reading)
        if reading.point and reading.point != main.point and len(readings) == 2 and all(map(_asks, others)):
            return Matter(reading.best, reading.point)
    return None


def _told(main: Reading, readings: list[Reading]) -> Matter | None:
    """The matter that a dictated story tells of beside the main one, though it asks nothing about it."""
    for reading in readings:
        is_other = reading.best not in (None, main.best) and not reading.continues
        if is_other and reading.found.decision is Decision.ANSWER and reading.probability >= _TOLD_AT:
            return Matter(str(reading.best), None)
    return None
