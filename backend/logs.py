"""Structured logs: one JSON line an event, ids and no personal data, the request's or task's id bound."""

import re
from typing import Any

import structlog

_ROW = re.compile(r"(?:\n|\\n)?(?:DETAIL|CONTEXT):.*")

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def without_rows(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL's DETAIL quotes the failing row, names and addresses included: it does not reach the log."""
    for key in ("exception", "event"):
        if isinstance(event.get(key), str):
            event[key] = _ROW.sub("", event[key])
    return event


def structured_logging(level: str) -> dict[str, Any]:
    """A dictConfig that renders the standard library's records as JSON lines on stderr."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, structlog.stdlib.ExtraAdder()],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    without_rows,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "propagate": False},
            "celery.worker.strategy": {"level": "WARNING"},  # that a task came: that it ended is told as well
            "django.request": {"level": "ERROR"},  # a refusal (4xx) is an answer; the metrics count them
        },
    }
