"""「?」: every page has its help, and the help names only buttons that there are."""

import re

from core.settings import ROOT
from desk.auth.permissions import Role
from desk.help.pages import all_help, help_for
from desk.pages import NAVIGATION
from tests.desk.world import World

_SHELL = {"/desk/bell", "/desk/find", "/desk/drafts", "/desk/account", "/desk/first"}


def test_every_page_of_the_menu_and_of_the_bar_has_its_own_help() -> None:
    told = [one.path for one in all_help()]
    assert len(told) == len(set(told))
    assert {link.path for link in NAVIGATION} | _SHELL <= set(told)
    titles = {one.path: one.title for one in all_help()}
    assert [link.label for link in NAVIGATION] == [titles[link.path] for link in NAVIGATION]


def test_what_the_help_puts_in_quotes_stands_on_a_page() -> None:
    sources = [
        *(ROOT / "desk").rglob("*.html"),
        *(ROOT / "desk").rglob("*.py"),
        *(ROOT / "cases").glob("*.py"),
    ]
    shown = "\n".join(file.read_text("utf-8") for file in sources)
    quoted = {word for one in all_help() for text in (one.what, *one.how, *(t.do for t in one.trouble))
              for word in re.findall("「([^」]+)」", text) if "颱風" not in word}  # fmt: skip
    assert {word for word in quoted if word not in shown} == set()


def test_a_page_below_has_the_help_of_the_page_above() -> None:
    assert help_for("/desk/cases/abc").path == "/desk/cases"
    assert help_for("/desk/casesx").path == "/desk"


async def test_the_help_of_a_page_lists_only_what_is_open_to_the_reader(world: World) -> None:
    clerk = await world.person(Role.CLERK)
    assert "/desk/help?of=/desk/cases" in await clerk.page("/desk/cases")
    shown = await clerk.page("/desk/help?of=/desk/cases")
    assert "案件怎麼用" in shown and "of=/desk/inbox" in shown and "of=/desk/users" not in shown
    assert "<html" not in await clerk.page("/desk/help/part?of=/desk/cases")
