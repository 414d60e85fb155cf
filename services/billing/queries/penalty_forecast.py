"""What the penalty will be on each of the next days if nothing is paid (B7)."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.clock import Clock
from contracts.billing import PenaltyDay, PenaltyForecast
from services.billing.ledger.arrears import projected_penalty
from services.billing.rates.book import policies

AHEAD_DAYS = 60
"""As far as a person plans a payment; further on the rate is anybody's guess."""

_BALANCE = text("select coalesce(sum(amount_kopecks), 0) from ledger where account_number = :number")
_CHARGES = text(
    """
    select period, sum(amount_kopecks) as kopecks from ledger
    where account_number = :number and kind in ('opening', 'charge', 'correction')
    group by period order by period desc
    """
)


def forecast_penalty(session: Session, account_number: str, clock: Clock) -> PenaltyForecast:
    """From today on, day by day, by the rates that are in force now; no days when nothing is owed."""
    number = {"number": account_number}
    balance = int(session.execute(_BALANCE, number).scalar_one())
    if balance <= 0:
        return PenaltyForecast(debt_kopecks=0, days=[])
    charges = [(row.period, int(row.kopecks)) for row in session.execute(_CHARGES, number)]
    policy_on, today = policies(session), clock.today()
    days = [today + timedelta(days=ahead) for ahead in range(AHEAD_DAYS + 1)]
    return PenaltyForecast(
        debt_kopecks=balance,
        days=[PenaltyDay(day=day, kopecks=projected_penalty(balance, charges, day, policy_on)) for day in days],
    )
