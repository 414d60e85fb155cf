"""`./cabinet charge`: prices bills by the rules of billing.

Reads one JSON object a line from standard input and writes one JSON object a line, each answered at once. An invalid
line gets an `error` line, and the exit status is 1 then.
"""

import argparse
import json
import math
import os
import sys
from typing import Any, BinaryIO

from deploy.operations.charge.fields import Fields
from deploy.operations.charge.kinds import KINDS
from services.billing.rules.errors import BadInputError


def answer(raw: bytes, number: int) -> dict[str, Any]:
    """The answer to one line. `case` is repeated as it came; an error also tells the line and the field."""
    case = None
    try:
        parsed, twice = _parse(raw)
        given = Fields(parsed)
        case = given.case()
        if twice:
            raise BadInputError(twice[0], "is given twice, keep one of them")
        kind = given.one_of("kind", KINDS)
        return {"case": case} | KINDS[kind](given)
    except BadInputError as error:
        return {"case": case, "line": number, "field": error.field, "error": str(error)}


def _parse(raw: bytes) -> tuple[object, list[str]]:
    """The line's value, and the names that an object in it has twice."""
    twice: list[str] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        twice.extend(name for name in dict.fromkeys(names) if names.count(name) > 1)
        return dict(pairs)

    try:
        text = raw.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=once, parse_constant=_refuse, parse_float=_finite), twice
    except (ValueError, RecursionError):
        raise BadInputError("line", "must be one JSON object in UTF-8") from None


def _refuse(constant: str) -> object:
    """NaN and the infinities are no JSON, though Python reads them."""
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)  # type: ignore[return-value]


def answer_all(lines: BinaryIO) -> int:
    """Answers every line; returns 1 when one of them was invalid, else 0."""
    failed = False
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            said = answer(raw, number)
            failed = failed or "error" in said
            print(json.dumps(said, ensure_ascii=False), flush=True)
    return 1 if failed else 0


def run(_given: argparse.Namespace) -> int:
    # a lone surrogate of a case's name goes out as it came in, escaped
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return answer_all(sys.stdin.buffer)
    except BrokenPipeError:
        # the reader went away; nothing may be written any more, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
