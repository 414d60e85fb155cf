"""Reading the fields of one case: each value is checked, each error names the path of the field and the remedy."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.billing.rules.errors import BadInputError
from services.billing.rules.money import decimal

MAX_WHOLE = 10**15
_PERIOD = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_REQUIRED: Any = object()


@dataclass(frozen=True)
class Fields:
    """A JSON object of the case; `path` is where it stands, such as `registers.night.`"""

    data: Any
    path: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.data, dict):
            raise BadInputError(self.path.rstrip(".") or "line", "must be a JSON object")

    def case(self) -> object:
        """Whatever names the case; it is only repeated in the answer."""
        return self.data.get("case")

    def has(self, name: str) -> bool:
        return self.data.get(name) is not None

    def one_of(self, name: str, known: Container[str]) -> str:
        value = self._get(name)
        if not isinstance(value, str) or value not in known:
            raise self._bad(name, "must be one of " + ", ".join(known))  # type: ignore[arg-type]
        return value

    def whole(self, name: str, least: int = 0, most: int = MAX_WHOLE, default: int = _REQUIRED) -> int:
        return whole(self._get(name, default), self.path + name, least, most)

    def number(self, name: str, default: str = _REQUIRED, least: int = 0) -> Decimal:
        """An exact number written as a string (an integer will do)."""
        return number(self._get(name, default), self.path + name, least)

    def period(self, name: str) -> str:
        value = self._get(name)
        if not isinstance(value, str) or not _PERIOD.fullmatch(value):
            raise self._bad(name, 'must be a month such as "2026-10"')
        return value

    def day(self, name: str) -> date:
        value = self._get(name)
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self._bad(name, 'must be a date such as "2026-11-15"') from None

    def items(self, name: str, default: list[Any] = _REQUIRED) -> list[Any]:
        value = self._get(name, default)
        if not isinstance(value, list):
            raise self._bad(name, "must be a list")
        return value

    def inner(self, name: str) -> "Fields":
        return Fields(self._get(name), f"{self.path}{name}.")

    def names(self) -> Iterator[str]:
        if not self.data:
            raise BadInputError(self.path.rstrip("."), "must not be empty")
        return iter(self.data)

    def only(self, *names: str) -> None:
        """Refuse any other field: where all but few are optional a misspelt one would be silently ignored."""
        for name in self.data:
            if name not in names:
                raise self._bad(name, "is not known here, the fields are " + ", ".join(names))

    def _get(self, name: str, default: Any = _REQUIRED) -> Any:
        value = self.data.get(name)
        if value is None:
            if default is _REQUIRED:
                raise self._bad(name, "is missing")
            return default
        return value

    def _bad(self, name: str, remedy: str) -> BadInputError:
        return BadInputError(self.path + name, remedy)


def whole(value: object, field: str, least: int = 0, most: int = MAX_WHOLE) -> int:
    """A whole number in [least, most]; digits in a string, as a meter shows them (`"00035"`), will do."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInputError(field, "must be a whole number")
    if not least <= value <= most:
        raise BadInputError(field, f"must be from {least} to {most}")
    return value


def number(value: object, field: str, least: int = 0) -> Decimal:
    """An exact number not below `least`, written as a string with a dot."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise BadInputError(field, 'must be a number with a dot, such as "7.36"')
    exact = decimal(value, field)
    if exact < least:
        raise BadInputError(field, f"must not be below {least}")
    return exact
