"""Logs: one JSON object a line on the standard output, with request, trace and account of the work."""

import logging
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog

from chassis.context import peek
from chassis.telemetry.masking import mask_fields

_account: ContextVar[str | None] = ContextVar("log_account", default=None)

# Below a warning these libraries log details of their own; a returned message makes py-amqp log an error as well.
_CHATTY = ("nameko", "kombu", "amqp", "alembic", "urllib3", "weasyprint", "fontTools")
_NOISE = "during closing channel"


def configure(service: str, level: str = "INFO") -> None:
    """Send every log record of this process, including the libraries', through one JSON pipeline."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_context(service),
            structlog.processors.format_exc_info,
            mask_fields,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    handler.addFilter(lambda record: _NOISE not in str(record.msg))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)
    structlog.configure(
        processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def bind_account(account: str | None) -> None:
    """Add the account to all further log lines of this greenlet or thread."""
    _account.set(account)


def _add_context(service: str) -> structlog.types.Processor:
    def add(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        entry["service"] = service
        context = peek()
        if context is not None:
            entry["request_id"], entry["trace_id"] = context.request_id, context.trace_id
        account = _account.get()
        if account is not None:
            entry.setdefault("account", account)
        return entry

    return add
