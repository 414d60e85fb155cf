"""Faults on demand: how a mail server makes the life of its clients hard, and how often."""

import re
import threading
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any


class Kind(Enum):
    REFUSE = "refuse"
    """Say `answer` at `at`; a 421 also closes the connection."""
    HANG = "hang"
    """Say nothing for `seconds` after the letter."""
    DROP = "drop"
    """Close the connection after the letter instead of confirming it; the letter is kept if `keep`."""


class At(Enum):
    """The step of the conversation at which a letter is refused."""

    RCPT = "rcpt"
    DATA = "data"
    CONTENT = "content"
    """After the letter itself."""


ANSWERS = {
    421: "421 4.3.2 Service not available, closing transmission channel",
    450: "450 4.2.1 Mailbox temporarily unavailable",
    550: "550 5.1.1 No such user here",
}
"""What is said for a code alone; any other code stands without an enhanced one, as many servers have it."""
_ANSWER = re.compile(r"(?P<kind>[45])\d\d(?: (?P<enhanced>[245])\.\d{1,3}\.\d{1,3})?(?: [\x21-\x7e][\x20-\x7e]*)?")
LONGEST = 500
"""Characters of an answer: a line of SMTP has 512 (RFC 5321, 4.5.3.1.5)."""


@dataclass(frozen=True, slots=True)
class Fault:
    kind: Kind
    answer: str = ANSWERS[450]
    at: At = At.RCPT
    seconds: float = 30.0
    keep: bool = False
    times: int | None = None
    """How many letters it still hits; None: all of them."""
    to: str | None = None
    """Only letters to this address."""

    @property
    def code(self) -> int:
        return int(self.answer[:3])


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

    def refusal(self, recipient: str, at: At) -> Fault | None:
        """The refusal that a letter to this address gets at this step; counts it."""
        current = self.current
        return self.hit(recipient, Kind.REFUSE) if current is not None and current.at is at else None

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
    """A refusal has its `answer` whole or a `code` alone. Raises ValueError, which begins with the field's name."""
    if not isinstance(given, dict):
        raise ValueError("an object is expected")
    unknown = set(given) - {"kind", "code", "answer", "at", "seconds", "keep", "times", "to"}
    if unknown:
        raise ValueError(f"{min(unknown)}: unknown field")
    if given.get("kind") not in {kind.value for kind in Kind}:
        raise ValueError("kind: one of refuse, hang, drop")
    if given.get("at", "rcpt") not in {at.value for at in At}:
        raise ValueError("at: one of rcpt, data, content")
    seconds, times = given.get("seconds", 30.0), given.get("times")
    if not isinstance(seconds, int | float) or not 0 < seconds <= 600:
        raise ValueError("seconds: more than 0, at most 600")
    if times is not None and (not isinstance(times, int) or times < 1):
        raise ValueError("times: a whole number from 1")
    known = {name: value for name, value in given.items() if name != "code"}
    return Fault(**known | {"kind": Kind(given["kind"]), "at": At(given.get("at", "rcpt")), "answer": _answer(given)})


def _answer(given: dict[str, Any]) -> str:
    if "answer" not in given:
        code = given.get("code", 450)
        if not isinstance(code, int) or not 400 <= code <= 599:
            raise ValueError("code: a whole number from 400 to 599")
        return ANSWERS.get(code, str(code))
    found = _ANSWER.fullmatch(given["answer"]) if isinstance(given["answer"], str) else None
    if "code" in given or found is None or len(found[0]) > LONGEST or found["enhanced"] not in (None, found["kind"]):
        raise ValueError(
            "answer: 4xx or 5xx, an enhanced code of the same class if wanted, ASCII words; and no field code beside it"
        )
    return found[0]
