"""Commands to back up and to restore."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from backup import service
from backup.archive import Manifest
from core.clock import TAIPEI, utc_now
from core.settings import Settings
from core.terminal import console, told_as_sentence

File = Annotated[Path, typer.Argument(help="備份檔，例如 labordesk-2026-11-26.zip")]


def install(app: typer.Typer) -> None:
    """Add the commands to ``labordesk``."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    file: File,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="也放進金鑰；拿到檔案的人就能解開個資")
    ] = False,
) -> None:
    """把資料庫、附件與現行版的索引存成一個檔案；服務不必停。"""
    settings = Settings()
    with told_as_sentence():
        try:
            manifest = service.back_up(settings, file, with_keys, utc_now())
        except (OSError, SQLAlchemyError) as error:
            _failed(f"備份沒有完成（{type(error).__name__}）：請檢查資料夾、磁碟空間與資料庫網址")
    size = file.stat().st_size / 1024 / 1024
    what = f"{len(manifest.parts)} 個檔案、{size:.1f} MB，第 {manifest.generation} 版"
    console.print(f"備份到 {file}：{what}", soft_wrap=True)
    console.print(_about_keys(manifest, with_keys), soft_wrap=True)


def restore(
    file: File,
    force: Annotated[bool, typer.Option("--force", help="蓋掉這裡現有的資料")] = False,
) -> None:
    """從備份檔還原；請先停止服務。"""
    settings = Settings()
    with told_as_sentence():
        try:
            manifest = service.restore(settings, file, force)
        except (OSError, SQLAlchemyError) as error:
            _failed(f"還原沒有完成（{type(error).__name__}），原來的資料還在：請檢查磁碟空間與資料庫網址")
    made = manifest.made_at.astimezone(TAIPEI)
    console.print(f"已還原 {made:%Y-%m-%d %H:%M} 的備份（第 {manifest.generation} 版）。", soft_wrap=True)
    if not set(manifest.key_marks) <= set(service.key_marks(settings)):
        console.print(
            "[bold yellow]注意：這台電腦沒有備份當時的金鑰，個資與附件讀不出來。"
            "啟動服務之前，請先把備份當時的 data_keys 與 secret_key 放回資料夾。[/bold yellow]",
            soft_wrap=True,
        )
    console.print("接著執行 labordesk build（補語意模型），再啟動服務。")


def _about_keys(manifest: Manifest, wanted: bool) -> str:
    if manifest.has_keys:
        return "[bold yellow]金鑰在備份裡：拿到這個檔案的人讀得到全部個資，請鎖好。[/bold yellow]"
    if wanted:
        return "[bold yellow]金鑰由環境變數設定，不在備份裡：請另外保存。[/bold yellow]"
    return (
        "金鑰不在備份裡（要放進去請加 --with-keys）："
        "請另外備份 data_keys 與 secret_key，沒有它們個資讀不出來。"
    )


def _failed(sentence: str) -> None:
    console.print(f"[red]{sentence}[/red]", soft_wrap=True)
    raise typer.Exit(1)
