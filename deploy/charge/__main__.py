"""JSON lines in, JSON lines out, each answered at once; a bad one gets an `error` line, the exit status is 1 then."""

import json
import os
import sys
from typing import Any, BinaryIO

from deploy.charge.fields import Fields
from deploy.charge.kinds import KINDS
from services.billing.rules.errors import BadInputError


def answer(raw: bytes, number: int) -> dict[str, Any]:
    """The answer to one line. `case` is repeated as it came; an error also tells the line and the field."""
    case = None
    try:
        given = Fields(_parse(raw))
        case = given.case()
        kind = given.one_of("kind", KINDS)
        return {"case": case} | KINDS[kind](given)
    except BadInputError as error:
        return {"case": case, "line": number, "field": error.field, "error": str(error)}


def _parse(raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadInputError("line", "must be one JSON object in UTF-8") from None


def run(lines: BinaryIO) -> int:
    failed = False
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            said = answer(raw, number)
            failed = failed or "error" in said
            print(json.dumps(said, ensure_ascii=False), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    # a lone surrogate of a case's name goes out as it came in, escaped
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.exit(run(sys.stdin.buffer))
    except BrokenPipeError:
        # the reader went away; nothing may be written any more, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
