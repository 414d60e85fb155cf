"""Masks personal data and secrets in log lines, and in part in lists for staff.

Anybody may have written what is logged, so every pattern is bounded: the work grows with the length of the text only,
and a value is cut before it is looked through.
"""

import re
from collections.abc import MutableMapping
from typing import Any

LONGEST = 8192
"""Characters of one value that are logged: the beginning and the end, where a traceback says most."""
_WORD = 320
"""A cut takes the word that it meets along, up to the length of an e-mail address: half of one is masked by nothing."""
_SECRET_NAMES = re.compile(r"passw|secret|token|cookie|authorization|card|cvc|email|phone|address", re.IGNORECASE)

_PATTERNS = (
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), "<email>"),
    (re.compile(r"(?<![\w])\+?[78][ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\w)"), "<phone>"),
    (re.compile(r"(?<![\w-])(?:\d[ -]?){12,18}\d(?![\w-])"), "<card>"),
    (re.compile(r"(?<=://)[^/\s:@]{1,200}:[^/\s@]{1,200}(?=@)"), "<credentials>"),
)


def mask(text: str) -> str:
    """Returns the text without e-mail addresses, telephone and card numbers and credentials of URLs, and without the
    middle of what is longer than `LONGEST`."""
    text = _cut(text)
    for pattern, name in _PATTERNS:
        text = pattern.sub(name, text)
    return text


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    begin, end = text[: LONGEST // 2], text[-LONGEST // 2 :]
    last, first = begin[-_WORD:].split(" ")[-1], end[:_WORD].split(" ")[0]
    left_out = len(text) - LONGEST + len(last) + len(first)
    return f"{begin[: len(begin) - len(last)]} <{left_out} characters left out> {end[len(first) :]}"


def masked_email(address: str) -> str:
    """Returns `s***@list.ru`: enough to recognise a known address, too little to write to an unknown one."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"


def masked_phone(phone: str) -> str:
    """Returns `+7***4567`, for the same purpose."""
    return f"{phone[:2]}***{phone[-4:]}"


def mask_fields(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: mask the values, and hide fields whose name tells of a secret."""
    for name, value in entry.items():
        if _SECRET_NAMES.search(name):
            entry[name] = "<hidden>"
        elif isinstance(value, str):
            entry[name] = mask(value)
        elif value is not None and not isinstance(value, int | float | bool):
            entry[name] = mask(str(value))
    return entry
