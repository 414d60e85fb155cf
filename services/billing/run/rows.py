"""Accounts of a run against their month before, for those who look before bills are published."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.billing import RunRow, RunRows, RunRowsQuery
from services.billing.rules.periods import previous_period
from services.billing.settings import BillingWork

_COLUMNS = """
    select r.account_number, a.full_name, a.address, r.method, r.volume, r.charged_kopecks, r.flags,
           c.volume as previous_volume, c.charged_kopecks as previous_kopecks
"""
_JOINED = """
    join accounts a on a.number = r.account_number
    left join charges c on c.account_number = r.account_number and c.period = :before
    order by r.account_number
"""
_MARKED = text(
    f"""{_COLUMNS} from (
        select * from run_results
        where period = :period and flags <> '{{}}' and account_number between :first and :last
          and account_number > :after and (cast(:flag as text) is null or :flag = any(flags))
        order by account_number limit :limit
    ) r {_JOINED}"""  # noqa: S608 - our own SQL
)
_NAMED = text(
    f"""{_COLUMNS} from (
        select * from run_results where period = :period and account_number = any(:numbers)
    ) r {_JOINED}"""  # noqa: S608 - our own SQL
)


def list_run_rows(work: BillingWork, request: RunRowsQuery) -> RunRows:
    """A page of the accounts that the run marked; `more` tells that another one follows."""
    district = request.district or ""
    wanted = {
        "period": request.period,
        "before": previous_period(request.period),
        "first": f"{district:0<9}",
        "last": f"{district:9<9}",
        "after": request.after or "",
        "flag": request.flag,
        "limit": request.limit + 1,
    }
    rows = [_row(row) for row in work.session.execute(_MARKED, wanted)]
    return RunRows(rows=rows[: request.limit], more=len(rows) > request.limit)


def rows_of(session: Session, period: str, numbers: Sequence[str]) -> dict[str, RunRow]:
    """The rows of these accounts by number; one that the run did not charge is missing."""
    wanted = {"period": period, "before": previous_period(period), "numbers": list(numbers)}
    return {row.account_number: _row(row) for row in session.execute(_NAMED, wanted)}


def _row(row: Any) -> RunRow:
    return RunRow(
        account_number=row.account_number,
        full_name=row.full_name,
        address=row.address,
        method=row.method,
        volume=row.volume,
        charged_kopecks=row.charged_kopecks,
        previous_volume=row.previous_volume,
        previous_kopecks=row.previous_kopecks,
        flags=row.flags,
    )
