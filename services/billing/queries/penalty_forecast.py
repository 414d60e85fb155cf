"""What the penalty will be on each of the next days if nothing is paid (B7)."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.clock import Clock
from contracts.billing import PenaltyDay, PenaltyForecast
from services.billing.ledger.arrears import projected_penalty
from services.billing.ledger.balance import due
from services.billing.rates.editions import policies

AHEAD_DAYS = 60
"""As far as a person plans a payment; further on the rate is anybody's guess."""

_CHARGES = text(
    """
    select period, sum(amount_kopecks) as kopecks from ledger
    where account_number = :number and kind in ('opening', 'charge', 'correction')
    group by period order by period desc
    """
)


def forecast_penalty(session: Session, account_number: str, clock: Clock) -> PenaltyForecast:
    """From today on, day by day, by the rates that are in force now; no days when nothing is owed."""
    debt = due(session, account_number)
    if debt == 0:
        return PenaltyForecast(debt_kopecks=0, days=[])
    charges = [(row.period, int(row.kopecks)) for row in session.execute(_CHARGES, {"number": account_number})]
    policy_on, today = policies(session), clock.today()
    days = [today + timedelta(days=ahead) for ahead in range(AHEAD_DAYS + 1)]
    return PenaltyForecast(
        debt_kopecks=debt,
        days=[PenaltyDay(day=day, kopecks=projected_penalty(debt, charges, day, policy_on)) for day in days],
    )
