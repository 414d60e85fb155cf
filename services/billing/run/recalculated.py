"""What a calculated run recalculates for earlier months, and which published bills it would revise."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.billing import (
    AccountRecalculation,
    RecalculationPage,
    RecalculationPreview,
    RecalculationsByGround,
    RecalculationsQuery,
    RevisedBill,
    RevisedBills,
    RevisionsQuery,
    RunRequest,
)
from services.billing.settings import BillingWork
from services.billing.settlement.late_facts import changed_since
from services.billing.settlement.shown import shown_line

_DRAFTS = """
    where r.period = :period and r.account_number between :first and :last and r.recalculated_kopecks is not null
"""
_BY_GROUND = text(
    f"""
    select line ->> 'ground' as ground, count(distinct account_number) as accounts,
           sum((line ->> 'volume')::bigint)::bigint as volume,
           sum((line ->> 'amount_kopecks')::bigint + (line ->> 'excess_kopecks')::bigint)::bigint as kopecks
    from run_results r cross join lateral json_array_elements(r.outcome -> 'recalculations') line
    {_DRAFTS} group by 1 order by abs(sum((line ->> 'amount_kopecks')::bigint)) desc, 1
    """  # noqa: S608 - our own SQL
)
_TOTAL = text(
    f"""
    select count(*) as accounts, coalesce(sum(r.recalculated_kopecks), 0)::bigint as kopecks
    from run_results r {_DRAFTS}
    """  # noqa: S608 - our own SQL
)
_ACCOUNTS = text(
    f"""
    select r.account_number, a.full_name, a.address, r.recalculated_kopecks as kopecks,
           r.outcome -> 'recalculations' as lines
    from run_results r join accounts a on a.number = r.account_number {_DRAFTS}
      and (cast(:ground as text) is null or exists (
          select from json_array_elements(r.outcome -> 'recalculations') line where line ->> 'ground' = :ground))
    order by abs(r.recalculated_kopecks) desc, r.account_number offset :skip limit :limit
    """  # noqa: S608 - our own SQL
)
_REVISED = text(
    """
    select r.account_number, a.full_name, a.address, b.revision, b.old_kopecks,
           r.charged_kopecks + coalesce(r.recalculated_kopecks, 0) as new_kopecks
    from run_results r
    join accounts a on a.number = r.account_number
    join lateral (
        select revision, coalesce((
                   select sum(amount_kopecks + excess_kopecks) from recalculations l
                   where (l.account_number, l.period, l.revision) = (b.account_number, b.period, b.revision)
               ), 0)::bigint as recalculated,
               (b.snapshot ->> 'charged_kopecks')::bigint as charged, b.snapshot -> 'lines' as lines,
               b.snapshot -> 'meters' as meters
        from bills b where b.account_number = r.account_number and b.period = r.period
        order by revision desc limit 1
    ) o on true
    cross join lateral (select o.revision, o.charged + o.recalculated as old_kopecks) b
    where r.period = :period and r.account_number between :first and :last and r.account_number > :after
      and (r.charged_kopecks <> o.charged or coalesce(r.recalculated_kopecks, 0) <> o.recalculated
           or not o.lines @> (r.outcome -> 'lines')::jsonb or not o.meters @> (r.outcome -> 'meters')::jsonb
           or json_array_length(r.outcome -> 'lines') <> jsonb_array_length(o.lines))
    order by r.account_number limit :limit
    """
)


def preview_recalculations(work: BillingWork, request: RunRequest) -> RecalculationPreview:
    """By ground, the greatest sum first; empty when nothing is calculated."""
    return recalculation_preview(work.session, request.period, request.district)


def recalculation_preview(session: Session, period: str, district: str | None) -> RecalculationPreview:
    """Returns what the drafts of the period recalculate."""
    scope = _scope(period, district)
    total = session.execute(_TOTAL, scope).one()
    return RecalculationPreview(
        period=period,
        accounts=total.accounts,
        kopecks=total.kopecks,
        by_ground=[
            RecalculationsByGround(ground=row.ground, accounts=row.accounts, volume=row.volume, kopecks=row.kopecks)
            for row in session.execute(_BY_GROUND, scope)
        ],
        changed_since=changed_since(session, **scope),
    )


def list_recalculations(work: BillingWork, request: RecalculationsQuery) -> RecalculationPage:
    """A page of accounts with their lines, the greatest sum first; `more` tells that another one follows."""
    paging = {"ground": request.ground, "skip": request.skip, "limit": request.limit + 1}
    rows = work.session.execute(_ACCOUNTS, _scope(request.period, request.district) | paging).all()
    return RecalculationPage(accounts=[_account(row) for row in rows[: request.limit]], more=len(rows) > request.limit)


def list_revisions_of_run(work: BillingWork, request: RevisionsQuery) -> RevisedBills:
    """A page of the published bills that the calculated run would replace, with old and new sums."""
    paging = {"after": request.after or "", "limit": request.limit + 1}
    rows = work.session.execute(_REVISED, _scope(request.period, request.district) | paging).all()
    return RevisedBills(
        bills=[RevisedBill(**row._mapping) for row in rows[: request.limit]], more=len(rows) > request.limit
    )


def _scope(period: str, district: str | None) -> dict[str, str]:
    return {"period": period, "first": f"{district or '':0<9}", "last": f"{district or '':9<9}"}


def _account(row: Any) -> AccountRecalculation:
    return AccountRecalculation(
        account_number=row.account_number,
        full_name=row.full_name,
        address=row.address,
        kopecks=row.kopecks,
        lines=[shown_line(line) for line in row.lines],
    )
