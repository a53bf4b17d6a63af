"""The parts of a message that may each mean something of their own."""

import re

from retrieval.analysis.language import is_chinese

# Where one thing ends: punctuation, and for dictated text the words that begin or end a thought.
_ENDS = re.compile(r"(?<=[。！？!?；;…\n])\s*|(?<=[a-zA-Zàáảãạăâđêôơư])\.\s+")
_SOFT = re.compile(r"[，,、～~]\s*|\s+(?=[\u4e00-\u9fff])(?<=[\u4e00-\u9fff?？]\s)")
_TURNS = (
    r"另外|還有(?!沒)|再來(?=我|就|是|想)|然後(?=我|想|請|再|還|那)|順便(?=問|請)|對了|還想(?:要)?(?:再)?問|也想(?:要)?(?:再)?問"
    r"|想再問|第二(?:個|件)|第二是|而且(?=我|他|公司|老闆)|再問|以及(?=想|我|是否|可)|那如果|(?<!是)那(?=個?(?:我|要|可以|會))|同時(?=也?想)"
)
_TURN = re.compile(rf"(?={_TURNS})")
# Characters: who opens another matter so says what it is.
_OPENING = 12
_OPENS = re.compile(
    r"^(?:那|啊|喔|好|ok)?[\s，,]*(?:另外|對了|順便(?:再)?問|還有一件(?:事)?|再問(?:一個|一下)|換(?:一)?個(?:問題|話題))[\s，,]*"
)
_QUESTION_END = re.compile(r"(?<=[嗎呢])(?![？?。，,！!的])|(?<=怎麼辦)(?![？?。，,！!呢啊])")
_FOREIGN_TURN = re.compile(
    r"\s+(?=(?:and also|also|and (?:can|how|what|where|do|is|am|does)|another (?:question|thing)|plus)\b"
    r"|(?:ngoài ra|ngoai ra|còn|con (?:nữa|nua)|với lại|voi lai|cho (?:tôi|toi|em|mình|minh) hỏi thêm)\b"
    r"|(?:selain itu|terus|lalu|satu lagi|juga mau tanya|dan (?:apa|apakah|bagaimana|berapa))\b"
    r"|(?:tsaka|at saka|at (?:paano|magkano|saan|pwede)|isa pa)\b|(?:แล้วก็|อีกเรื่อง|และอีก|แล้ว(?=ถ้า"
    r"|ต้อง|จะ)))",
    re.IGNORECASE,
)
# Characters: what is shorter says too little alone, what is longer is more than one thought.
_SHORTEST, _LONGEST = 4, 60
LONG = 80


def segments(text: str) -> tuple[str, ...]:
    """The thoughts of ``text`` in order; one where it is a single thought.

    Sentences end at punctuation; dictated text, which has none, at question particles and at words that
    turn to another matter (另外, 還有, 順便問).
    """
    parts = [
        part for sentence in _ENDS.split(text) if sentence and sentence.strip() for part in _turns(sentence)
    ]
    return tuple(_joined([part.strip() for part in parts])) or (text,)


def opening(text: str) -> str | None:
    """What follows the words that turn to another matter where a message begins with them; None where it
    does not, or says too little to be one."""
    found = _OPENS.match(text)
    rest = text[found.end() :] if found else ""
    return rest if len(rest) >= _OPENING else None


def _turns(sentence: str) -> list[str]:
    if not is_chinese(sentence):
        return _FOREIGN_TURN.split(sentence)
    parts = [part for piece in _TURN.split(sentence) for part in _QUESTION_END.split(piece)]
    return [piece for part in parts for piece in _soft(part)]


def _soft(part: str) -> list[str]:
    """A part that is cut at commas and spaces: each cut is a thought only where it is long enough."""
    pieces = [piece for piece in _SOFT.split(part) if piece]
    if len(part) <= _LONGEST:
        return pieces if len(pieces) > 1 else [part]
    return [chunk for piece in pieces for chunk in _chunks(piece)]


def _chunks(piece: str) -> list[str]:
    return [piece[start : start + _LONGEST] for start in range(0, len(piece), _LONGEST)]


def _joined(parts: list[str]) -> list[str]:
    """Crumbs go to the part before them, the first one to the part after it."""
    found: list[str] = []
    for part in parts:
        if not part:
            continue
        if found and len(found[-1]) < _SHORTEST:
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    if len(found) > 1 and len(found[-1]) < 2:
        found[-2:] = [f"{found[-2]} {found[-1]}"]
    return found
