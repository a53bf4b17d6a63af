"""What people write, as it is kept."""

import unicodedata


def plain_text(text: str) -> str:
    """``text`` as the citizen wrote it, in NFC with plain line ends, without control characters.

    Markup and scripts stay as the text they are: they are escaped where they are shown.
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        char for char in lines if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    ).strip()
