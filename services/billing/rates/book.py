"""All that a charge of one period needs to know of the law and the region, read once and handed to the pure rules."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from services.billing import rules
from services.billing.periods import days_in, first_day, last_day
from services.billing.rates.models import Norm, Parameter, TariffRow, TierLimits
from services.billing.rules import norms
from services.billing.rules.errors import BadInputError
from services.billing.rules.policy import Editions, Policy, policy_at
from services.billing.rules.tariffs import Tariff

GROUPS = {
    "city_gas": "городское население, газовая плита",
    "city_electric": "городское население, электроплита",
    "rural_or_electric": "сельское население или электроплита (электроотопление)",
    "rural": "сельское население",
}
"""Tariff groups that a bill and the desk name in words."""


@dataclass(slots=True)
class RateBook:
    """The rates of one period. `tariffs` are by tariff group, without the wider tiers of electric heating.

    The period's days are worked out once, because a run asks for them with every account.
    """

    period: str
    policy: Policy
    tariffs: Mapping[str, Tariff]
    norms: norms.NormTable
    first: date = field(init=False)
    last: date = field(init=False)
    days: int = field(init=False)
    _widened: dict[str, Tariff] = field(default_factory=dict)
    _norms: dict[tuple[str, int, int], Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first, self.last, self.days = first_day(self.period), last_day(self.period), days_in(self.period)

    def tariff(self, group: str, heating: bool) -> Tariff:
        """An account's tariff; raises `BadInputError` when none is loaded for its group."""
        if group not in self.tariffs:
            raise BadInputError("tariffs", f"no tariff for group {group!r} in {self.period}: load tariffs.csv")
        if not heating:
            return self.tariffs[group]
        if group not in self._widened:
            self._widened[group] = self.tariffs[group].widened(self.policy.heating_tier_factor)
        return self._widened[group]

    def norm(self, stove: str, rooms: int, persons: int) -> Decimal:
        """kWh a month per person; raises `BadInputError` when the table lacks the row."""
        known = self._norms.get((stove, rooms, persons))
        if known is None:
            known = self._norms[stove, rooms, persons] = norms.norm_for(self.norms, stove, rooms, persons)
        return known


def open_book(session: Session, period: str) -> RateBook:
    """Read the rates in force on the period's first day; Refusal "tariff_not_found" when no tariff is loaded for it."""
    day = first_day(period)
    tariffs = _tariffs(session, day)
    if not tariffs:
        raise Refusal("tariff_not_found", f"Тарифы на период {period} не загружены", "period")
    return RateBook(period, policy_at(editions(session), period), tariffs, _norm_table(session, day))


def policies(session: Session) -> Callable[[date], Policy]:
    """The policy of any day, each looked up once; the editions are read when the first one is asked for."""
    known = cache(lambda: editions(session))
    return cache(lambda day: policy_at(known(), day.isoformat()))


def editions(session: Session) -> Editions:
    """The loaded parameters; before the first loaded edition of each, and where there is none, the shipped ones."""
    loaded: dict[str, list[dict[str, Any]]] = {}
    for row in session.scalars(select(Parameter)):
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


DECIMALS = {"penalty_rate", "penalty_rate_cap", "heating_tier_factor", "raising_factor", "jump_factor"}
"""Parameters with decimals; the others are whole numbers."""


def _tariffs(session: Session, day: date) -> dict[str, Tariff]:
    limits = {
        row.tariff_group: (row.limit1, row.limit2)
        for row in session.scalars(select(TierLimits).where(*_in_force(TierLimits, day)).order_by(TierLimits.since))
    }
    prices: dict[str, dict[str, tuple[int, ...]]] = {}
    for row in session.scalars(select(TariffRow).where(*_in_force(TariffRow, day)).order_by(TariffRow.since)):
        prices.setdefault(row.tariff_group, {})[row.zone] = tuple(row.prices)
    return {group: Tariff(zones, limits.get(group, ())) for group, zones in prices.items()}


def _in_force(table: type[TariffRow] | type[TierLimits], day: date) -> tuple[Any, ...]:
    return table.since <= day, or_(table.until.is_(None), table.until >= day)


def _norm_table(session: Session, day: date) -> norms.NormTable:
    newest = select(Norm.since).where(Norm.since <= day).order_by(Norm.since.desc()).limit(1).scalar_subquery()
    table: dict[tuple[str, int], list[Decimal]] = {}
    rows = select(Norm).where(Norm.since == newest).order_by(Norm.stove, Norm.rooms, Norm.persons)
    for row in session.scalars(rows):
        table.setdefault((row.stove, row.rooms), []).append(row.kwh)
    return table
