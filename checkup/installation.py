"""What is wrong with the installation: the data folder, the database, the models, the system's limits."""

import asyncio
import gzip
import resource
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from checkup.schemas import Diagnostic, warning
from core import secret_files
from core.database import Database
from core.migrations import is_current
from core.settings import DEFAULT_ENCODER, Settings, variable
from publication.service import live_generation
from retrieval.encoder import served_files
from retrieval.encoder.serving import encoder_folder
from retrieval.index.generation import is_whole
from web.readiness import disk_trouble

# Below this, some hundred people in the web chat use up what a process may have open (docs/operations.md).
_LEAST_OPEN_FILES = 1024
_DATABASE_SECONDS = 5.0
_OTHERS = stat.S_IRWXO
_BUILD = "請執行 labordesk build（或 make build）。"


async def findings(settings: Settings) -> list[Diagnostic]:
    """All that is wrong; looks only, and makes and changes nothing but a probe file that is gone at once."""
    folder = settings.data_dir
    if not folder.is_dir():
        return [Diagnostic(f"沒有資料夾 {folder}", f"{_BUILD}或在 LABORDESK_DATA_DIR 寫對它的位置。")]
    found = [*_folder(folder), *_secrets(settings), *_models(settings), *_limits()]
    return [*found, *await _database(settings)]


def _folder(folder: Path) -> Iterator[Diagnostic]:
    if reason := disk_trouble(folder):
        yield Diagnostic("資料夾不能用", reason.detail)
    open_files = [file for file in folder.glob("labordesk.db*") if file.stat().st_mode & _OTHERS]
    if open_files:
        yield warning(
            "資料庫裡有個資，但這台機器的其他使用者讀得到",
            f"請執行 chmod o-rwx {' '.join(map(str, open_files))}。",
        )


def _secrets(settings: Settings) -> Iterator[Diagnostic]:
    for name in ("secret_key", "internal_token"):
        file = settings.data_dir / name
        if getattr(settings, name) is not None or not file.exists():
            continue  # one that is missing is made at the first start
        try:
            secret_files.read(file, variable(name))
        except secret_files.BadSecret as problem:
            yield Diagnostic(f"{file} 壞了", str(problem))


def _models(settings: Settings) -> Iterator[Diagnostic]:
    encoder, rasa = encoder_folder(settings), settings.data_dir / "rasa" / "labordesk.tar.gz"
    if settings.encoder_model == DEFAULT_ENCODER and not served_files.is_built(encoder):
        yield Diagnostic("還沒有語意模型", _BUILD)
    elif settings.encoder_model == DEFAULT_ENCODER and not served_files.is_whole(encoder):
        yield Diagnostic(f"{encoder} 的語意模型壞了", _BUILD)
    if rasa.exists() and not _is_archive(rasa):
        yield warning(
            f"{rasa} 壞了，對話由 app 自己照同樣的規則決定",
            "請刪除這個檔案，再執行 make build。",
        )
    elif not rasa.exists():
        yield warning(
            "還沒有 rasa 的模型，對話由 app 自己照同樣的規則決定",
            "請執行 make build。",
        )


def _is_archive(file: Path) -> bool:
    """Whether all of a packed model can be read: its checksum is at the end."""
    try:
        return bool(gzip.decompress(file.read_bytes()))
    except (OSError, EOFError, zlib.error):
        return False


def _limits() -> Iterator[Diagnostic]:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < _LEAST_OPEN_FILES:
        yield warning(
            f"系統只准一個行程開 {hard} 個檔案，同時在線的人會被拒絕",
            f"請把 ulimit -n（systemd 的 LimitNOFILE）調到 {_LEAST_OPEN_FILES} 以上。",
        )


async def _database(settings: Settings) -> list[Diagnostic]:
    file = make_url(settings.database).database
    if settings.database.startswith("sqlite") and not Path(file or "").exists():
        return [Diagnostic("還沒有資料庫", _BUILD)]
    database = Database(settings.database)
    try:
        async with asyncio.timeout(_DATABASE_SECONDS):
            async with database.reading() as session:
                if not await (await session.connection()).run_sync(is_current):
                    return [Diagnostic("資料庫的結構不是這一版程式的", _BUILD)]
            live = await live_generation(database)
    except (OSError, TimeoutError, SQLAlchemyError) as error:
        return [
            Diagnostic(
                f"資料庫連不上（{type(error).__name__}）",
                "請檢查資料庫有沒有啟動、網路，以及 LABORDESK_DATABASE_URL 的帳號與密碼。",
            )
        ]
    finally:
        await database.close()
    if not live:
        return [Diagnostic("還沒有題庫的索引", _BUILD)]
    if not is_whole(settings.data_dir / "index", live):
        return [Diagnostic(f"題庫第 {live} 版的索引不見了或壞了", _BUILD)]
    return []
