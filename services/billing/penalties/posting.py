"""What changes an account's penalties: a published bill, or a statement of the accounting system."""

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from services.billing.penalties.models import PenaltyEntry
from services.billing.rules.periods import period_of
from wording.moscow import moscow_day

COLUMNS = ("source", "source_ref", "account_number", "period", "amount_kopecks", "occurred_at", "accrued")
BILL, STATEMENT = "bill", "statement"

_STATED = text(
    """
    insert into penalties (source, source_ref, account_number, period, amount_kopecks, occurred_at)
    select 'statement', s.account_number || ':' || :package, s.account_number, :period,
           s.penalty_kopecks::bigint - coalesce(p.kopecks, 0), :now
    from staging_debts s
    left join other_debts o on o.account_number = s.account_number
    left join (select account_number, sum(amount_kopecks) as kopecks from penalties group by 1) p
        on p.account_number = s.account_number
    where s.penalty_kopecks::bigint is distinct from o.penalty_kopecks
      and s.penalty_kopecks::bigint <> coalesce(p.kopecks, 0)
    order by s.line
    """
)


def owed(session: Session, account_number: str) -> int:
    """Kopecks of penalty that the account owes now."""
    total = select(func.coalesce(func.sum(PenaltyEntry.amount_kopecks), 0))
    return int(session.scalar(total.where(PenaltyEntry.account_number == account_number)) or 0)


def state(session: Session, account_number: str, kopecks: int, now: datetime) -> None:
    """The accounting system says what is owed: the entry leads there; none when it is so already."""
    change = kopecks - owed(session, account_number)
    if change:
        session.add(
            PenaltyEntry(
                source=STATEMENT,
                source_ref=f"{account_number}:{now.isoformat()}",
                account_number=account_number,
                period=_month(now),
                amount_kopecks=change,
                occurred_at=now,
            )
        )
        session.flush()


def state_staged(session: Session, package: str, now: datetime) -> None:
    """The same for the lines of debts.csv that differ from what was stated last; ask before they are taken over."""
    session.execute(_STATED, {"package": package, "period": _month(now), "now": now})


def _month(now: datetime) -> str:
    return period_of(moscow_day(now))
