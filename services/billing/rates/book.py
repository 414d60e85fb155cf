"""Read the rates in force on a period's first day from their tables."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from services.billing.rates.editions import editions
from services.billing.rates.models import Norm, TariffRow, TierLimits
from services.billing.rules import norms
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.periods import first_day
from services.billing.rules.policy import policy_at
from services.billing.rules.tariffs import Tariff


def open_book(session: Session, period: str) -> RateBook:
    """Read the rates in force on the period's first day; Refusal "tariff_not_found" when no tariff is loaded for it."""
    day = first_day(period)
    tariffs = _tariffs(session, day)
    if not tariffs:
        raise Refusal("tariff_not_found", f"Тарифы на период {period} не загружены", "period")
    return RateBook(period, policy_at(editions(session), period), tariffs, _norm_table(session, day))


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
    """Each stove's newest edition: a new one for electric stoves leaves those for gas in force."""
    table: dict[tuple[str, int], dict[int, Decimal]] = {}
    newest: dict[str, date] = {}
    for row in session.scalars(select(Norm).where(Norm.since <= day).order_by(Norm.since.desc())):
        if newest.setdefault(row.stove, row.since) == row.since:
            table.setdefault((row.stove, row.rooms), {})[row.persons] = row.kwh
    return table
