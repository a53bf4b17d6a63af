"""What the commands of every room share: the terminal, and the database with clear errors."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from core.errors import Problem
from core.settings import Settings

console = Console()


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    """The database of the settings; one that cannot be read is told as a sentence."""
    opened = Database(Settings().database)
    try:
        yield opened
    except (SQLAlchemyError, OSError) as error:
        console.print(f"[red]資料庫讀不到（{type(error).__name__}）：請先執行 make build，並檢查網址[/red]")
        raise typer.Exit(1) from None
    finally:
        await opened.close()


@asynccontextmanager
async def transaction() -> AsyncIterator[AsyncSession]:
    """One transaction on that database."""
    async with database() as opened, opened.transaction() as session:
        yield session


@contextmanager
def told_as_sentence() -> Iterator[None]:
    """A `Problem` is told as its sentence, without a traceback."""
    try:
        yield
    except Problem as problem:
        console.print(f"[red]{problem.detail}[/red]")
        raise typer.Exit(1) from None
