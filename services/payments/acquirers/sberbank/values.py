"""Single values of the bank's JSON, and what stands for an answer that is none."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from services.payments.bank.replies import NotSent, Unclear
from wording.moscow import MOSCOW

Raw = dict[str, Any] | NotSent | Unclear

LARGEST = 10**15
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

UNREADABLE = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError, OSError)
"""What a value of the wrong kind or size leads to."""


def object_of(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def is_true(value: object) -> bool:
    return value is True or str(value).lower() in ("true", "1")


def action_code(value: object) -> int:
    try:
        return 0 if value is None else int(str(value))
    except ValueError:
        return 0


def error_code(raw: Mapping[str, Any], *, absent: int | None = 0) -> int | None:
    """errorCode: a string here, a number there, absent in a classic success; None when it cannot be read."""
    code = raw.get("errorCode")
    written = str(absent if code is None else code)
    return int(written) if written.isascii() and written.isdigit() else None


def text(value: object) -> str:
    """Fit for a text column of the database: of bounded length and without NUL."""
    return str(value).replace("\0", "")[:500]


def optional(value: object) -> str | None:
    return text(value) if value else None


def number(value: object) -> int | None:
    return None if value is None else whole(value)


def whole(value: object) -> int:
    """Kopecks or a code, also as text and as 100.0. Raises ValueError for anything else."""
    if isinstance(value, bool):
        raise ValueError("not a number")
    read = Decimal(str(value))
    if not read.is_finite() or abs(read) >= LARGEST or read != int(read):
        raise ValueError("not a whole number")
    return int(read)


def moment(value: object) -> datetime | None:
    """Milliseconds since 1970, or a local time such as `2026-11-29T10:00:00`; None for anything else."""
    written = str(value)
    try:
        if written.isascii() and written.isdigit():
            return EPOCH + timedelta(milliseconds=int(written)) if int(written) else None
        read = datetime.fromisoformat(written)
        return (read if read.tzinfo else read.replace(tzinfo=MOSCOW)).astimezone(UTC)
    except UNREADABLE:
        return None
