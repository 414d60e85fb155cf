"""The dated parameters in force: the loaded editions before the ones that the release ships."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing import rules
from services.billing.rates.models import Parameter
from services.billing.rules.policy import DECIMALS, PARAMETERS, Editions, PolicyCalendar


def policies(session: Session) -> PolicyCalendar:
    """The policy of any day; the editions are read when the first one is asked for."""
    return PolicyCalendar(lambda: editions(session))


def editions(session: Session) -> Editions:
    """Returns the loaded parameters; before the first edition of each, and where there is none, the shipped ones.

    A stored parameter that no rule reads any more, loaded with a former release, is passed over.
    """
    loaded: dict[str, list[dict[str, Any]]] = {}
    for row in session.scalars(select(Parameter).where(Parameter.name.in_(PARAMETERS))):
        value = row.value if row.name in DECIMALS else int(row.value)
        loaded.setdefault(row.name, []).append({"since": row.since.isoformat(), "value": value})
    merged = dict(shipped_editions())
    for name, rows in loaded.items():
        first = min(row["since"] for row in rows)
        merged[name] = [row for row in merged.get(name, ()) if row["since"] < first] + rows
    return merged


@cache
def shipped_editions() -> dict[str, Any]:
    """What was known of the law when this release was made."""
    text = (Path(rules.__file__).parent / "policy.json").read_text(encoding="utf-8")
    shipped: dict[str, Any] = json.loads(text)
    return shipped
