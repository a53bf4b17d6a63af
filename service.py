"""Start and watch the two processes of ``labordesk up``."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
from rich.console import Console

from core.settings import ROOT, Settings

START_SECONDS = 120
_RESTART_PAUSE = 2.0


def rasa_environment(settings: Settings) -> dict[str, str]:
    """Environment of the rasa process: where the app is, and the token both share."""
    return {
        **os.environ,
        "LABORDESK_INTERNAL_URL": f"http://127.0.0.1:{settings.port}",
        "LABORDESK_INTERNAL_TOKEN": settings.shared_token,
        "LABORDESK_RASA_TRACKER_URL": settings.rasa_tracker,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": str(ROOT),
    }


def rasa_command(settings: Settings) -> list[str]:
    """Rasa on loopback only, with the trained model."""
    return [
        str(ROOT / ".venv-rasa" / "bin" / "rasa"),
        "run",
        "--enable-api",
        "--interface",
        "127.0.0.1",
        "--port",
        str(settings.rasa_url.port),
        "--model",
        str(settings.data_dir / "rasa" / "labordesk.tar.gz"),
        "--endpoints",
        str(ROOT / "bot" / "endpoints.yml"),
    ]


def app_command(settings: Settings) -> list[str]:
    """The app under uvicorn."""
    return [
        sys.executable,
        "-m",
        "uvicorn",
        "--factory",
        "app:create_app",
        "--host",
        settings.host,
        "--port",
        str(settings.port),
        "--no-access-log",
        "--ws-max-size",
        str(1024 * 1024),
    ]


def start_rasa(settings: Settings) -> subprocess.Popen[bytes]:
    """Start rasa; its output goes to ``rasa.log`` in the data folder."""
    log = (settings.data_dir / "rasa.log").open("ab")
    return subprocess.Popen(
        rasa_command(settings), cwd=ROOT, env=rasa_environment(settings), stdout=log, stderr=log
    )


def wait_until_ready(url: str, process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Poll ``url`` until it answers 200; False when the process ends or time runs out."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(url, timeout=1).status_code == httpx.codes.OK:
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


def run_processes(settings: Settings, console: Console) -> int:
    """Run app and rasa until a signal; rasa is started again when it ends. Returns the exit code."""
    hint = _missing(settings)
    if hint:
        console.print(f"[red]尚未安裝或建立完成，請先執行 {hint}[/red]")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    rasa = start_rasa(settings)
    app = subprocess.Popen(app_command(settings), cwd=ROOT)
    address = f"http://{settings.host}:{settings.port}"
    try:
        with console.status("啟動中…"):
            if not wait_until_ready(f"{address}/healthz", app, START_SECONDS):
                console.print("[red]app 沒有啟動，請看上面的訊息[/red]")
                return 1
            wait_until_ready(f"{settings.rasa_url}status", rasa, START_SECONDS)
        console.print(f"[bold green]已就緒：{address}[/bold green]　服務台：{address}/desk")
        while app.poll() is None:
            if rasa.poll() is not None:
                console.print("[yellow]rasa 已停止，重新啟動；這段時間由 app 直接回答[/yellow]")
                rasa = start_rasa(settings)
            time.sleep(_RESTART_PAUSE)
        return app.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        for process in (app, rasa):
            process.terminate()
        for process in (app, rasa):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
