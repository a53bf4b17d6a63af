"""What people write, as it is kept."""

import unicodedata

import regex

# Letters and signs that show nothing, by which messages are sent that look empty
# (Unicode: Default_Ignorable_Code_Point; BRAILLE PATTERN BLANK).
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINER = "\u200d"
# What makes one emoji of several, e.g. a family (UAX #29, rule GB11).
_BETWEEN_EMOJI = regex.compile(
    rf"(?<=\p{{Extended_Pictographic}}[\p{{Emoji_Modifier}}\ufe0f]?){_JOINER}(?=\p{{Extended_Pictographic}})"
)


def plain_text(text: str) -> str:
    """``text`` as the citizen wrote it, in NFC with plain line ends, without what does not show.

    What joins emoji stays. Markup and scripts stay as the text they are: they are escaped where they are
    shown.
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _JOINER.join(map(_visible, _BETWEEN_EMOJI.split(lines))).strip()


def _visible(text: str) -> str:
    return "".join(
        char
        for char in text
        if char in "\n\t" or (unicodedata.category(char) not in {"Cc", "Cf", "Cs"} and char not in INVISIBLE)
    )
