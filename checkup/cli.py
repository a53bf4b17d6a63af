"""The command ``labordesk check``."""

import asyncio
import os

import typer
from rich.console import Console

from checkup import configuration, installation
from checkup.schemas import Diagnostic
from core.settings import ENV_FILE, Settings

console = Console(soft_wrap=True)


def check() -> None:
    """啟動之前，檢查設定、資料夾、資料庫與模型；有不能啟動的問題時結束碼是 1。"""
    found = _findings()
    for finding in found:
        mark, style = ("✗", "red") if finding.is_fatal else ("！", "yellow")
        console.print(f"{mark} {finding.what}", style=style, markup=False)
        console.print(f"　{finding.todo}", markup=False)
    if not found:
        console.print("設定與安裝都沒有問題", style="green")
    raise typer.Exit(any(finding.is_fatal for finding in found))


def _findings() -> list[Diagnostic]:
    settings = Settings()
    return [
        *configuration.findings(settings, configuration.given(os.environ, ENV_FILE)),
        *asyncio.run(installation.findings(settings)),
    ]
