"""Personal data and secrets do not reach the log, whoever put them there, and reach lists only in part."""

import re
from collections.abc import MutableMapping
from typing import Any

_SECRET_NAMES = re.compile(r"passw|secret|token|cookie|authorization|card|cvc|email|phone|address", re.IGNORECASE)

_PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "<email>"),
    (re.compile(r"(?<![\w])\+?[78][ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\w)"), "<phone>"),
    (re.compile(r"(?<![\w-])(?:\d[ -]?){12,18}\d(?![\w-])"), "<card>"),
    (re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"), "<credentials>"),
)


def mask(text: str) -> str:
    """The text without e-mail addresses, telephone and card numbers and credentials of URLs."""
    for pattern, name in _PATTERNS:
        text = pattern.sub(name, text)
    return text


def masked_email(address: str) -> str:
    """`s***@list.ru`: enough to recognise one that is known, too little to write to anybody else."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"


def masked_phone(phone: str) -> str:
    """`+7***4567`, by the same thought."""
    return f"{phone[:2]}***{phone[-4:]}"


def mask_fields(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: values are masked, and fields whose very name tells of a secret are emptied."""
    for name, value in entry.items():
        if _SECRET_NAMES.search(name):
            entry[name] = "<hidden>"
        elif isinstance(value, str):
            entry[name] = mask(value)
        elif value is not None and not isinstance(value, int | float | bool):
            entry[name] = mask(str(value))
    return entry
