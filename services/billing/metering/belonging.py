"""Which month a reading is for: its own month or the next one (п. 31 «е»), its own where a meter or an account ends."""

# ruff: noqa: S608 - queries are built from this module's own names, values are parameters

from collections.abc import Iterable
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session


def period_sql(row: str) -> str:
    """SQL of the period of the reading `row`; takes `:cutoff_day`.

    Received after the cut-off day it counts for the next month. An inspector's reading and one of an act count for
    their own month, and so do the last readings of a meter or an account, and the first of a meter, on any day.
    """
    day = f"{row}.taken_on::date"
    month = f"date_trunc('month', {day})"
    ends = f"{day} <= {{0}} and date_trunc('month', {{0}}) = {month}"
    return f"""to_char(case
        when {row}.source in ('control', 'act') or extract(day from {day}) <= :cutoff_day
          or exists (select from meters m where (m.account_number, m.serial) = ({row}.account_number, {row}.serial)
                     and {day} >= m.installed_on and ({day} = m.installed_on or {ends.format("m.removed_on")}
                                                      or {ends.format("m.failed_on")}))
          or exists (select from accounts a where a.number = {row}.account_number and {ends.format("a.closed_on")})
        then {day} else {day} + interval '1 month' end, 'YYYY-MM')"""


_REASSIGN = text(
    f"""
    update readings r set period = {period_sql("r")}
    where r.account_number = any (:numbers) and r.period = any (:periods) and r.period <> {period_sql("r")}
    """
)


def reassign(session: Session, ends: Iterable[tuple[str, date]], cutoff_day: int) -> None:
    """Give the readings of accounts, around days on which one of their meters or they themselves end, their months."""
    known = list(ends)
    if not known:
        return
    periods = {month for _, day in known for month in (f"{day:%Y-%m}", _next(day))}
    values = {"numbers": sorted({number for number, _ in known}), "periods": sorted(periods), "cutoff_day": cutoff_day}
    session.execute(_REASSIGN, values)


def _next(day: date) -> str:
    number = day.year * 12 + day.month
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
