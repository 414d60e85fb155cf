"""Faults on demand: how a mail server makes the life of its clients hard, and how often."""

import threading
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any


class Kind(Enum):
    REFUSE = "refuse"
    """Answer RCPT with `code`; 421 closes the connection."""
    HANG = "hang"
    """Say nothing for `seconds` after the letter."""
    DROP = "drop"
    """Close the connection after the letter instead of confirming it; the letter is kept if `keep`."""


ANSWERS = {
    421: "421 4.3.2 Service not available, closing transmission channel",
    450: "450 4.2.1 Mailbox temporarily unavailable",
    550: "550 5.1.1 No such user here",
}


@dataclass(frozen=True, slots=True)
class Fault:
    kind: Kind
    code: int = 450
    seconds: float = 30.0
    keep: bool = False
    times: int | None = None
    """How many letters it still hits; None: all of them."""
    to: str | None = None
    """Only letters to this address."""

    @property
    def answer(self) -> str:
        return ANSWERS[self.code]


class Faults:
    """The fault that is switched on, if any. Safe for several threads."""

    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._lock = threading.Lock()

    @property
    def current(self) -> Fault | None:
        with self._lock:
            return self._fault

    def switch(self, fault: Fault | None) -> None:
        with self._lock:
            self._fault = fault

    def hit(self, recipient: str, *kinds: Kind) -> Fault | None:
        """The fault for a letter to this address, if it is of one of the kinds; counts it."""
        with self._lock:
            fault = self._fault
            if fault is None or fault.kind not in kinds:
                return None
            if fault.to is not None and fault.to.casefold() != recipient.casefold():
                return None
            if fault.times is not None:
                self._fault = replace(fault, times=fault.times - 1) if fault.times > 1 else None
            return fault


def from_json(given: Any) -> Fault:
    """Raises ValueError naming the field that is wrong."""
    if not isinstance(given, dict):
        raise ValueError("an object is expected")
    unknown = set(given) - {"kind", "code", "seconds", "keep", "times", "to"}
    if unknown:
        raise ValueError(f"{min(unknown)}: unknown field")
    if given.get("kind") not in {kind.value for kind in Kind}:
        raise ValueError("kind: one of refuse, hang, drop")
    if given.get("code", 450) not in ANSWERS:
        raise ValueError("code: one of 421, 450, 550")
    seconds, times = given.get("seconds", 30.0), given.get("times")
    if not isinstance(seconds, int | float) or not 0 < seconds <= 600:
        raise ValueError("seconds: more than 0, at most 600")
    if times is not None and (not isinstance(times, int) or times < 1):
        raise ValueError("times: a whole number from 1")
    return Fault(**(given | {"kind": Kind(given["kind"])}))
