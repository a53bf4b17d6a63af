"""What people write, as it is kept."""

import unicodedata

# Letters and signs that show nothing, by which messages are sent that look empty
# (Unicode: Default_Ignorable_Code_Point; BRAILLE PATTERN BLANK).
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def plain_text(text: str) -> str:
    """``text`` as the citizen wrote it, in NFC with plain line ends, without what does not show.

    Markup and scripts stay as the text they are: they are escaped where they are shown.
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        char
        for char in lines
        if char in "\n\t" or (unicodedata.category(char) not in {"Cc", "Cf", "Cs"} and char not in INVISIBLE)
    ).strip()
