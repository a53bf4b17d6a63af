"""What a publication does to a question or a turn."""

from enum import StrEnum


class Verdict(StrEnum):
    """Worse and better are judged by what it is worth to the citizen."""

    WORSE = "worse"
    BETTER = "better"
    CHANGED = "changed"
    SAME = "same"
