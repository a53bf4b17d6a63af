"""The help of the pages, read once and checked; a help that does not fit stops the start, not a volunteer."""

from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_FOLDER = Path(__file__).parent
_Text = Annotated[str, StringConstraints(min_length=2)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Troubleshooting(_Strict):
    """What may go wrong on a page, and what to do then."""

    when: _Text
    do: _Text


class Help(_Strict):
    """How one page is used: what it is for, the steps, and what to do when something goes wrong."""

    path: Annotated[str, Field(pattern=r"^/desk(/[a-z-]+)*$")]
    title: _Text
    what: _Text
    how: Annotated[tuple[_Text, ...], Field(min_length=1)]
    trouble: tuple[Troubleshooting, ...]


@cache
def all_help() -> tuple[Help, ...]:
    """The help of every page."""
    files = sorted(_FOLDER.glob("*.yml"))
    return tuple(Help.model_validate(yaml.safe_load(file.read_text("utf-8"))) for file in files)


def help_for(path: str) -> Help:
    """The help of the page at ``path``: that of the nearest page above it, of the look-up at last."""
    fitting = [one for one in all_help() if path == one.path or path.startswith(f"{one.path}/")]
    return max(fitting or [one for one in all_help() if one.path == "/desk"], key=lambda one: len(one.path))
