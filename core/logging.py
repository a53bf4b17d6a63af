"""Structured logs: one JSON line an event, without citizens' words or secrets."""

import logging

import structlog

_QUIET = ("httpx", "httpcore", "uvicorn.access", "sanic", "rasa_sdk", "aiosqlite")


def configure_logging(level: str) -> None:
    """Send structlog and standard logging to standard error as JSON lines."""
    logging.basicConfig(level=level, format='{"logger": "%(name)s", "event": "%(message)s"}')
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
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
