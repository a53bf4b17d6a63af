"""``python -m web.server HOST PORT``: the app under uvicorn, with limits on what is open at once.

The figures for monitoring are answered elsewhere, see `web.metrics`.
"""

import os
import resource
import sys

import uvicorn

from core.secret_files import PRIVATE
from core.settings import Settings
from web import metrics
from web.connection_limits import BoundedHttp

# Files, the database, Rasa and the platforms need some of what the system allows to be open.
_RESERVED = 200
_MOST = 8192
_SOCKET_BYTES = 1024 * 1024


def allow_open_files() -> int:
    """Take what the system allows at most; returns how many connections there is room for."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST + _RESERVED if hard == resource.RLIM_INFINITY else min(hard, _MOST + _RESERVED)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(1, wanted - _RESERVED)


def main(host: str, port: int) -> None:
    """Serve until a signal; files that are made meanwhile are for the owner only."""
    os.umask(PRIVATE)
    BoundedHttp.most = allow_open_files()
    settings = Settings()
    with metrics.serving(settings.metrics_host, settings.metrics_port):
        uvicorn.run(
            "app:create_app",
            factory=True,
            host=host,
            port=port,
            access_log=False,
            server_header=False,
            http=BoundedHttp,
            ws_max_size=_SOCKET_BYTES,
            forwarded_allow_ips=settings.trusted_proxies,
        )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
