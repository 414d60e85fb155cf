"""One timeline of an account with its running balance (B4)."""

from typing import Any

from sqlalchemy import text

from contracts.billing import Timeline, TimelineEntry
from contracts.wire import Interval
from services.billing.accounts.own_term import OWN_ENTRY, own_since
from services.billing.settings import BillingWork
from wording.dates import month

_ENTRIES = text(
    f"""
    with entries as (
        select id, occurred_at, kind, title, period, amount_kopecks,
               sum(amount_kopecks) over (order by occurred_at, id) + (
                   select coalesce(sum(amount_kopecks), 0) from ledger
                   where account_number = :number and not {OWN_ENTRY}
               ) as balance
        from ledger where account_number = :number and {OWN_ENTRY}
    )
    select entries.*, (
               select array_agg(distinct settles order by settles) from recalculations r
               where entries.kind = 'recalculation' and r.account_number = :number and r.period = entries.period
           ) as settles
    from entries
    where (occurred_at at time zone 'Europe/Moscow')::date between :from and :until
    order by occurred_at, id
    """  # noqa: S608 - our own SQL
)


def get_timeline(work: BillingWork, request: Interval) -> Timeline:
    """What happened to the account's money, oldest first; each entry with the balance after it.

    An owner sees the own term: what came before it, and what stayed with the former owner, is in the first balance.
    """
    wanted = {"number": request.account_number, "from": request.since, "until": request.until}
    wanted |= {"since": own_since(work.session, request.account_number)}
    return Timeline(entries=[_entry(row) for row in work.session.execute(_ENTRIES, wanted)])


def _entry(row: Any) -> TimelineEntry:
    return TimelineEntry(
        at=row.occurred_at,
        # Readers of the last release know no other kind of recalculation.
        kind="correction" if row.kind == "recalculation" else row.kind,
        title=_title(row.kind, row.title, row.period, row.settles),
        amount_kopecks=row.amount_kopecks,
        balance_kopecks=int(row.balance),
        period=row.period if row.kind == "charge" else None,
        detail=_detail(row.kind, row.title, row.period, row.settles),
    )


def _detail(kind: str, title: str, period: str, settles: list[str] | None) -> str:
    """Of a recalculation the months whose charges it mends; of many the first and the last."""
    if kind == "recalculation":
        named = [month(one) for one in settles or ()]
        mended = f"{named[0]} — {named[-1]}" if len(named) > 3 else ", ".join(named) or "прошлые месяцы"
        return f"за {mended}, в счёте за {month(period)}"
    return title if kind in ("correction", "credit", "refund") else ""


def _title(kind: str, title: str, period: str, settles: list[str] | None) -> str:
    match kind:
        case "opening":
            return "Остаток на начало расчётов"
        case "charge":
            return f"Начислено за {month(period)}"
        case "correction":
            return f"Перерасчёт: {title}"
        case "recalculation":
            return f"Перерасчёт {_detail(kind, title, period, settles)}"
        case "refund":
            return f"Возврат: {title}"
    return f"Оплата: {title}"
