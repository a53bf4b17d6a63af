"""A PostgreSQL server of our own in a folder that is thrown away."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SERVERS = Path("/usr/lib/postgresql")
# To recover what a long run wrote takes more than the minute that pg_ctl waits by itself.
_PATIENCE_SECONDS = "600"


@dataclass
class Postgres:
    """Started on loopback without a password; ``restart`` is a crash with recovery."""

    folder: Path
    port: int
    options: str = ""
    _as_user: dict[str, Any] = field(default_factory=dict)

    @staticmethod
    def is_installed() -> bool:
        """Whether this machine has the server's programs."""
        return any(_SERVERS.glob("*/bin/initdb"))

    @property
    def url(self) -> str:
        """Where its first database is, for `Settings.database_url`."""
        return self._url("postgres")

    def create(self, name: str) -> str:
        """Make another, empty database; returns where it is."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "test", name)
        return self._url(name)

    def _url(self, name: str) -> str:
        return f"postgresql://test@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Make the database cluster and start it."""
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self.folder, "postgres")
            self._as_user = {"user": "postgres"}
        self._run("initdb", "-D", str(self._data), "-U", "test", "-A", "trust", "--no-sync")
        self.resume()

    def resume(self) -> None:
        """Start it again after it has stopped by itself."""
        self._control("-w", "-t", _PATIENCE_SECONDS, "-o", self._options, "start")

    def restart(self) -> None:
        """Stop without saving anything, start again and recover."""
        self._control("-w", "-t", _PATIENCE_SECONDS, "-m", "immediate", "-o", self._options, "restart")

    def stop(self) -> None:
        """Stop at once."""
        self._control("-m", "immediate", "stop")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _options(self) -> str:
        return f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off {self.options}"

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self.folder / "log"), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        if self._as_user:  # pytest closes its folder to other users whenever it starts
            for path in (self.folder, *self.folder.parents[:3]):
                path.chmod(path.stat().st_mode | 0o055)
        found = sorted(_SERVERS.glob(f"*/bin/{program}"))[-1]
        subprocess.run([str(found), *arguments], check=True, capture_output=True, cwd="/", **self._as_user)
