"""The policy of a day: loaded rows over the shipped numbers."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.readings.models import PolicyRow
from services.readings.rules.policy import Policy, policy_on

_LOADED = select(PolicyRow.name, PolicyRow.since, PolicyRow.value)


@cache
def shipped() -> Mapping[str, int]:
    file = Path(__file__).with_name("rules") / "policy.json"
    numbers: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
    return numbers


def policy_for(session: Session, day: date) -> Policy:
    """A handful of rows; read each time, so that a loaded change holds at once in every replica."""
    return policy_on(day, shipped(), session.execute(_LOADED).tuples())
