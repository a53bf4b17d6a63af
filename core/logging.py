"""Structured logs: one JSON line an event, without citizens' words or secrets."""

import json
import logging
import traceback
from datetime import UTC, datetime

import structlog

_OF_ITS_OWN = ("uvicorn", "uvicorn.error")
_QUIET = ("alembic", "httpx", "httpcore", "uvicorn.access", "aiosqlite")
# It logs what a platform answered, whatever that holds; what became of a try is logged by us.
_SILENT = ("telegram",)


class JsonLines(logging.Formatter):
    """Records of the libraries as JSON; of an exception its kind and where it arose, never what it quotes."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "event": record.getMessage().partition("\n")[0],
            "logger": record.name,
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            last = traceback.extract_tb(trace)[-1:]
            line["kind"] = kind.__name__
            line["at"] = [f"{frame.filename}:{frame.lineno}" for frame in last]
        return json.dumps(line, ensure_ascii=False)


def configure_logging(level: str) -> None:
    """Send structlog and standard logging to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler])
    for name in _OF_ITS_OWN:  # the server has given itself handlers that write plain text
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(),
    )
