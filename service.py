"""Start and watch the processes of ``labordesk up``: the app, and a Rasa for each local address."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx
from rich.console import Console

from core.progress import Look, ProgressSteps
from core.settings import ROOT, Settings

START_SECONDS = 120
# Answers 200 once a model is loaded (bot/rasa_channel.py).
RASA_READY = "/webhooks/labordesk/"
_LOOK_SECONDS = 0.5
# A process that lasted so long is started again at once, another one after a pause that grows.
_LASTED = 30.0
_RESTART_PAUSE, _LONGEST_PAUSE = 1.0, 30.0


def rasa_environment(settings: Settings) -> dict[str, str]:
    """Environment of the rasa process, with the token that both share."""
    return {
        **os.environ,
        "LABORDESK_INTERNAL_TOKEN": settings.shared_token,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": str(ROOT),
    }


def _is_local(address: str) -> bool:
    parts = urlsplit(address)
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.scheme == "http" and parts.hostname == "localhost"


def local_rasas(settings: Settings) -> tuple[str, ...]:
    """The addresses of the setting at which this machine runs a Rasa; others run theirs themselves."""
    return tuple(dict.fromkeys(filter(_is_local, settings.rasa_addresses)))


def rasa_command(settings: Settings, address: str | None = None) -> list[str]:
    """Rasa on loopback only, with the trained model; at ``address``, the first one without it."""
    return [
        str(ROOT / ".venv-rasa" / "bin" / "rasa"),
        "run",
        "--interface",
        "127.0.0.1",
        "--port",
        str(urlsplit(address or settings.rasa_addresses[0]).port or 80),
        "--model",
        str(settings.data_dir / "rasa" / "labordesk.tar.gz"),
        "--credentials",
        str(ROOT / "bot" / "credentials.yml"),
    ]


def app_command(settings: Settings) -> list[str]:
    """The app, within its limits."""
    return [sys.executable, "-m", "web.server", settings.host, str(settings.port)]


def private_log(file: Path) -> BinaryIO:
    """``file`` opened to add lines, readable by the owner only; also one that an earlier version made."""
    file.touch(mode=0o600)
    file.chmod(0o600)
    return file.open("ab")


def start_rasa(settings: Settings, address: str) -> subprocess.Popen[bytes]:
    """Start a Rasa at ``address``; its output goes to ``rasa.log`` in the data folder, for the owner only."""
    log = private_log(settings.data_dir / "rasa.log")
    command, environment = rasa_command(settings, address), rasa_environment(settings)
    with log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


def watched_rasas(settings: Settings) -> "list[Watched]":
    """A Rasa for each local address, started.

    What earlier versions let Rasa remember, with all that people wrote, is deleted.
    """
    for forgotten in settings.data_dir.glob("rasa.db*"):
        forgotten.unlink()
    told = "rasa（{}）已停止，重新啟動；這段時間由別的 rasa 或 app 直接回答"
    return [
        Watched(partial(start_rasa, settings, address), told.format(address))
        for address in local_rasas(settings)
    ]


def wait_until_ready(
    url: str,
    process: subprocess.Popen[bytes],
    seconds: float,
    look: Look = lambda: None,
    answer_seconds: float = 1.0,
) -> bool:
    """Poll ``url`` until it answers 200; False when the process ends or time runs out.

    ``look`` is called at every try; a try waits ``answer_seconds`` for its answer, which a process that
    has much to do exceeds although it is up.
    """
    end = time.monotonic() + seconds
    with httpx.Client(timeout=answer_seconds) as http:
        while time.monotonic() < end and process.poll() is None:
            look()
            try:
                if http.get(url).status_code == httpx.codes.OK:
                    return True
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
    return False


def _missing(settings: Settings) -> str | None:
    wanted: list[tuple[Path, str]] = [
        (ROOT / ".venv-rasa" / "bin" / "rasa", "make install"),
        (settings.data_dir / "rasa" / "labordesk.tar.gz", "make build"),
    ]
    return next((hint for path, hint in wanted if not path.exists()), None)


class Watched:
    """A process that is started again whenever it ends; one that ends at once each time, ever later."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]], told: str) -> None:
        """``told`` is said when it ended."""
        self._start, self._told = start, told
        self.process = start()
        self._began, self._pause, self._again_at = time.monotonic(), _RESTART_PAUSE, 0.0

    def look(self, tell: Callable[[str], None]) -> None:
        """Start it again if it has ended, and its pause is over."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self._again_at:
            lasted = now - self._began > _LASTED
            self._pause = _RESTART_PAUSE if lasted else min(2 * self._pause, _LONGEST_PAUSE)
            self._again_at = now + (0 if lasted else self._pause)
            tell(f"{self._told}（結束碼 {self.process.returncode}）")
        if now >= self._again_at:
            self.process = self._start()
            self._began, self._again_at = now, 0.0

    def stop(self) -> None:
        """Ask it to end, and see to it."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def run_processes(settings: Settings, console: Console) -> int:
    """Run app and rasa until a signal; each is started again when it ends. Returns the exit code.

    An app that does not start the first time is not tried again: its reason stands above.
    """
    hint = _missing(settings)
    if hint:
        console.print(f"[red]尚未安裝或建立完成，請先執行 {hint}[/red]")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    rasas = watched_rasas(settings)
    app = Watched(lambda: subprocess.Popen(app_command(settings), cwd=ROOT), "app 已停止，重新啟動")
    address, processes = f"http://{settings.host}:{settings.port}", [app, *rasas]
    try:
        steps = ProgressSteps(console, settings.data_dir / "start_seconds.json")
        with steps.step("開啟資料庫、語意模型、索引") as look:
            is_up = wait_until_ready(f"{address}/healthz", app.process, START_SECONDS, look)
        if not is_up:
            console.print("[red]app 沒有啟動，請看上面的訊息[/red]")
            return 1
        console.print(f"[bold green]可以用了：{address}[/bold green]　服務台：{address}/desk")
        for local, rasa in zip(local_rasas(settings), rasas, strict=True):
            with steps.step(f"對話引擎 rasa（{local}；還沒好時由 app 直接回答）") as look:
                wait_until_ready(f"{local}{RASA_READY}", rasa.process, START_SECONDS, look)
        console.print("[bold green]已就緒[/bold green]　按 Ctrl+C 停止")
        while True:
            for watched in processes:
                watched.look(lambda told: console.print(f"[yellow]{told}[/yellow]"))
            time.sleep(_LOOK_SECONDS)
    except KeyboardInterrupt:
        return 0
    finally:
        for watched in processes:
            watched.process.terminate()
        for watched in processes:
            watched.stop()
