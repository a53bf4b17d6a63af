"""What the commands of every room share: the terminal, and the database with clear errors."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import typer
from pydantic import ValidationError
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from core.encryption import WrongKey
from core.errors import Problem
from core.secret_files import BadSecret
from core.settings import Settings, variable

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
    """A `Problem`, or a setting or secret that cannot be used, is told as a sentence, without a traceback."""
    try:
        yield
    except (Problem, BadSecret, WrongKey) as problem:
        console.print(str(problem), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        for wrong in error.errors():
            name = str(wrong["loc"][0])
            meaning = Settings.model_fields[name].description
            sentence = f"{variable(name)} 的值不能用：{wrong['msg']}。它是：{meaning}。"
            console.print(sentence, style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
