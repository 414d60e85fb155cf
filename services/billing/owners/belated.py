"""What is a former owner's and becomes known after the change: the new owner never pays it, nor is it a gift (F8).

Money that came before the day of the change, and what a recalculation or a correction adds to a month before it, enter
the account's open bill like any other. They leave it there again by an entry of their own, for those of the former
owner.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.billing.accounts.ranges import AccountRange
from services.billing.ledger.posting import Fact, open_bill, post
from services.billing.owners.models import AccountTerm, FormerOwnerEntryRow
from services.billing.settlement.billed import LAST_REVISION
from wording.moscow import moscow_day

CHANGE, CORRECTION, SETTLEMENT = "owner_change", "owner_correction", "owner_settlement"
"""Sources of the ledger: money and months of before the change; staff's corrections of those months; lines of later
bills that settle them. The second nets with the correction that it moves, penalties pass over the others."""
_FIRST = "остаётся за прежним собственником"

# Changes that something in this month's bill may concern, or whose months before the bill is one of.
_TERMS = text(
    """
    select t.account_number, t.since, not exists (
               select from standings n where n.account_number = t.account_number and n.period > :period
           ) as drafted
    from account_terms t
    where t.account_number between :first and :last and (
        :period < to_char(t.since, 'YYYY-MM')
        or exists (
            select from ledger l where l.account_number = t.account_number and l.period = :period
            and (l.paid_on < t.since or l.kind = 'correction'))
        or exists (
            select from run_results d where d.account_number = t.account_number and d.period = :period
            and d.recalculated_kopecks is not null))
    order by t.account_number, t.since
    """
)
# Each sum is nothing when all that is the former owners' has moved. A move counts from the day of its own term.
_BEHIND = text(
    f"""
    select coalesce(sum(l.amount_kopecks) filter (where case
               when l.source = 'owner_change' then split_part(l.source_ref, ':', 2)::date <= :since
               when l.paid_on is not null then l.paid_on < :since
               else l.period < :month end), 0)::bigint as energy,
           coalesce(sum(l.amount_kopecks) filter (where l.period >= :month and case
               when l.source = 'owner_correction' then split_part(l.source_ref, ':', 2)::date <= :since
               else l.source = 'correction' and c.month < :month end), 0)::bigint as mended,
           coalesce(sum(l.amount_kopecks) filter (where l.period >= :month and case
               when l.source = 'owner_settlement' then split_part(l.source_ref, ':', 2)::date <= :since
               else false end), 0)::bigint + coalesce((
               select sum(r.amount_kopecks + r.excess_kopecks) from recalculations r
               where r.account_number = :number and r.period >= :month and r.period <> :drafted and r.settles < :month
                 and {LAST_REVISION}
           ), 0)::bigint + coalesce((
               select sum((line ->> 'amount_kopecks')::bigint + (line ->> 'excess_kopecks')::bigint)
               from run_results d cross join lateral json_array_elements(d.outcome -> 'recalculations') line
               where d.account_number = :number and d.period = :drafted and :drafted >= :month
                 and line ->> 'settles' < :month
           ), 0)::bigint as settled
    from ledger l left join corrections c on l.source = 'correction' and c.reference = l.source_ref
    where l.account_number = :number
    """  # noqa: S608 - our own SQL
)
_MOVES = text("select count(*) from former_owner_entries where source = 'owner_change' and source_ref like :like")


class Kind(NamedTuple):
    """One of the sums of `_BEHIND`."""

    name: str
    source: str
    title: str


KINDS = (
    Kind("energy", CHANGE, "оплата или начисление до смены собственника"),
    Kind("mended", CORRECTION, "перерасчёт за месяцы прежнего собственника"),
    Kind("settled", SETTLEMENT, "перерасчёт за месяцы прежнего собственника"),
)


def keep_with_former(session: Session, now: datetime, accounts: AccountRange) -> None:
    """Move what is a former owner's and stands in the month's bills; what their drafts recalculate, within the bill.

    Moving again moves nothing. The accounts are locked.
    """
    bounds = {"first": accounts.first, "last": accounts.last, "period": accounts.period}
    for number, since, drafted in session.execute(_TERMS, bounds).all():
        term = session.get_one(AccountTerm, (number, since))
        move(session, now, term, accounts.period if drafted else "")


def move(session: Session, now: datetime, term: AccountTerm, drafted: str = "") -> int:
    """Move what is left of the months and the money before one change; kopecks. `drafted` is the bill being made."""
    number, month = term.account_number, f"{term.since:%Y-%m}"
    known: Any = session.execute(
        _BEHIND, {"number": number, "since": term.since, "month": month, "drafted": drafted}
    ).one()
    for kind in KINDS:
        if kopecks := getattr(known, kind.name):
            own = drafted if drafted and kind.name == "settled" else open_bill(session, number, moscow_day(now))
            _move(session, now, term, kind, kopecks, own)
    return int(known.energy + known.mended + known.settled)


def _move(session: Session, now: datetime, term: AccountTerm, kind: Kind, kopecks: int, period: str) -> None:
    """The entry that takes it off the account, and the former owner's own one; several of a kind are numbered."""
    reference = f"{term.account_number}:{term.since.isoformat()}:{kind.name}"
    before = int(session.scalar(_MOVES, {"like": f"{reference}%"}) or 0)
    first = kind.source == CHANGE and not before
    what = ("долг" if kopecks > 0 else "переплата") + " прежнего собственника" if first else kind.title
    reference += f":{before + 1}" if before else ""
    post(
        session,
        Fact(
            source=kind.source,
            reference=reference,
            account_number=term.account_number,
            kind="correction",
            amount=-kopecks,
            occurred_at=now,
            day=moscow_day(now),
            title=f"{what} остаётся за ним" if first else f"{what}: {_FIRST}",
            period=period,
        ),
    )
    session.add(
        FormerOwnerEntryRow(
            source=CHANGE,
            source_ref=reference,
            account_number=term.account_number,
            since=term.since,
            kind="energy",
            amount_kopecks=kopecks,
            occurred_at=now,
            title=_FIRST if first else what,
        )
    )
    session.flush()
