"""The figures for monitoring, on a listener of their own: never where the public can ask."""

from collections.abc import Iterator
from contextlib import contextmanager

import prometheus_client


@contextmanager
def serving(host: str, port: int) -> Iterator[None]:
    """Answer Prometheus at ``host`` and ``port`` meanwhile; port 0 answers nobody.

    Raises:
        OSError: something else listens there.
    """
    if not port:
        yield
        return
    server, thread = prometheus_client.start_http_server(port, host)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
