"""Commands for the texts in other languages: ``labordesk locales``."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

import bot.responses
import bot.translatable
import web.translatable
import web.translations
from cases.notices import texts as notices
from core import locales as catalogues

console = Console()
locales = typer.Typer(help="介面文字的譯文（gettext）：更新要翻譯的清單、看還缺多少", no_args_is_help=True)
# The folders of catalogues, with what there is to translate in each.
ROOMS = {
    bot.responses.LOCALES: bot.translatable.translatable,
    web.translations.LOCALES: web.translatable.translatable,
    notices.LOCALES: notices.translatable,
}


@locales.command()
def update() -> None:
    """中文改了以後執行：重寫 *.pot，併入各語言的 *.po；改過的標為 fuzzy，讀過、拿掉標記前不會顯示。"""
    for folder, translatable in ROOMS.items():
        catalogues.update(folder, translatable())
    status()


@locales.command()
def status() -> None:
    """各語言翻了多少、有多少待讀（fuzzy）、誰核可。"""
    table = Table("譯文", "語言", "有", "待讀（fuzzy）", "沒有", "核可的人")
    for folder in ROOMS:
        for language, count in catalogues.counts(folder).items():
            table.add_row(_name(folder), language, *map(str, count.numbers), count.approved_by or "－")
    console.print(table)


def _name(folder: Path) -> str:
    return folder.parent.name
