"""Tests that a page of the docs names as its proof."""

import re
from pathlib import Path

from core.settings import ROOT

_NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def missing_tests(page: str, tests: Path) -> tuple[int, list[str]]:
    """How many tests the page of ``docs/`` names, and those that are not in their file below ``tests``."""
    named = _NAMED.findall((ROOT / "docs" / page).read_text("utf-8"))
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"^(async )?def {name}\(", (tests / file).read_text("utf-8"), re.MULTILINE)
    ]
    return len(named), missing
