"""What a judge of readings has to say: a code of rule E, how grave it is, and a message for the person."""

from dataclasses import dataclass
from typing import Literal

from contracts.wire import Zone

Severity = Literal["error", "confirm", "hint"]


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    severity: Severity
    message: str
    zone: Zone | None = None


def error(code: str, message: str, zone: Zone | None = None) -> Finding:
    """The reading is refused."""
    return Finding(code, "error", message, zone)


def confirm(code: str, message: str, zone: Zone | None = None) -> Finding:
    """The reading is accepted after the person says that it is right."""
    return Finding(code, "confirm", message, zone)


def hint(code: str, message: str, zone: Zone | None = None) -> Finding:
    """Good to know; nothing is asked."""
    return Finding(code, "hint", message, zone)
