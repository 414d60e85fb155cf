"""Every edition of the rates for the desk: in force on a day, before it, to come, and who loaded it (S5)."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts import billing as c
from contracts.supply import PARAMETERS
from intake.tables import packages
from services.billing.rates.editions import editions
from services.billing.rates.groups import GROUPS
from services.billing.rates.models import Norm, Parameter, TariffRow, TierLimits
from services.billing.settings import BillingWork

Row = TypeVar("Row")


def list_rates(work: BillingWork, request: c.RatesQuery) -> c.Rates:
    """The newest edition first; what is in force is what a period that begins on the day would be charged by."""
    known = {
        row.id: c.Loaded(package_id=row.id, sender=row.sender, at=row.finished_at or row.sent_at)
        for row in work.session.execute(select(packages).where(packages.c.state == "loaded"))
    }
    return c.Rates(
        tariffs=_tariffs(work.session, request.on, known),
        tiers=_tiers(work.session, request.on, known),
        norms=_norms(work.session, request.on, known),
        parameters=_parameters(work.session, request.on, known),
    )


def standings(rows: Sequence[tuple[Hashable, date, date | None]], on: date) -> list[c.Standing]:
    """Of rows (what it is about, first day, last day): of each subject the newest that holds on the day is in force."""
    newest: dict[Hashable, date] = {}
    for subject, since, until in rows:
        if since <= on and (until is None or on <= until):
            newest[subject] = max(since, newest.get(subject, since))
    return [
        "coming" if since > on else "in_force" if newest.get(subject) == since else "past" for subject, since, _ in rows
    ]


def _judged(
    rows: Iterable[Row], on: date, about: Callable[[Row], tuple[Hashable, date, date | None]]
) -> Iterable[tuple[Row, c.Standing]]:
    listed = list(rows)
    return zip(listed, standings([about(row) for row in listed], on), strict=True)


def _tariffs(session: Session, on: date, known: dict[str, c.Loaded]) -> list[c.TariffEdition]:
    order = (TariffRow.tariff_group, TariffRow.zone, TariffRow.since.desc())
    rows = session.scalars(select(TariffRow).order_by(*order))
    return [
        c.TariffEdition(
            group_title=GROUPS.get(row.tariff_group, row.tariff_group),
            group=row.tariff_group,
            zone=row.zone,  # type: ignore[arg-type]
            prices_kopecks=list(row.prices),
            name=row.name,
            source=row.source,
            **_edition(row, standing, known),
        )
        for row, standing in _judged(rows, on, lambda row: ((row.tariff_group, row.zone), row.since, row.until))
    ]


def _tiers(session: Session, on: date, known: dict[str, c.Loaded]) -> list[c.TierEdition]:
    rows = session.scalars(select(TierLimits).order_by(TierLimits.tariff_group, TierLimits.since.desc()))
    return [
        c.TierEdition(
            group_title=GROUPS.get(row.tariff_group, row.tariff_group),
            group=row.tariff_group,
            limit1=row.limit1,
            limit2=row.limit2,
            **_edition(row, standing, known),
        )
        for row, standing in _judged(rows, on, lambda row: (row.tariff_group, row.since, row.until))
    ]


def _norms(session: Session, on: date, known: dict[str, c.Loaded]) -> list[c.NormEdition]:
    """A table holds whole, from its day until the next one."""
    rows = session.scalars(select(Norm).order_by(Norm.since.desc(), Norm.stove.desc(), Norm.rooms, Norm.persons))
    tables = [list(table) for _, table in groupby(rows, lambda row: row.since)]
    return [
        c.NormEdition(
            rows=[
                c.NormRow(stove=one.stove, rooms=one.rooms, persons=one.persons, kwh=f"{one.kwh:f}") for one in table
            ],
            **_edition(table[0], standing, known),
        )
        for table, standing in _judged(tables, on, lambda table: ("", table[0].since, None))
    ]


def _parameters(session: Session, on: date, known: dict[str, c.Loaded]) -> list[c.ParameterEdition]:
    loaded = {(row.name, row.since): row for row in session.scalars(select(Parameter))}
    rows = [
        (name, date.fromisoformat(one["since"]), one["value"]) for name, row in editions(session).items() for one in row
    ]
    rows.sort(key=lambda row: (list(PARAMETERS).index(row[0]) if row[0] in PARAMETERS else 0, -row[1].toordinal()))
    return [
        c.ParameterEdition(
            name=name,
            title=PARAMETERS.get(name, name),
            value="" if value is None else str(int(value) if isinstance(value, bool) else value),
            shipped=(name, since) not in loaded,
            since=since,
            until=None,
            standing=standing,
            loaded=_loaded(loaded.get((name, since)), known),
        )
        for (name, since, value), standing in _judged(rows, on, lambda row: (row[0], row[1], None))
    ]


def _edition(row: Any, standing: c.Standing, known: dict[str, c.Loaded]) -> dict[str, Any]:
    until = getattr(row, "until", None)
    return {"since": row.since, "until": until, "standing": standing, "loaded": _loaded(row, known)}


def _loaded(row: Any, known: dict[str, c.Loaded]) -> c.Loaded | None:
    return known.get(row.package) if row is not None else None
