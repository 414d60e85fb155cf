"""What the penalty will be on each of the next days if nothing is paid (B7)."""

from datetime import timedelta

from sqlalchemy import text

from contracts.billing import PenaltyDay, PenaltyForecast
from contracts.wire import AccountRef
from services.billing.ledger.arrears import projected_penalty
from services.billing.ledger.balance import due
from services.billing.rates.editions import policies
from services.billing.settings import BillingWork

AHEAD_DAYS = 60
"""As far as a person plans a payment; further on the rate is anybody's guess."""

_CHARGES = text(
    """
    select period, sum(amount_kopecks) as kopecks from ledger
    where account_number = :number and kind in ('opening', 'charge', 'correction')
    group by period order by period desc
    """
)


def forecast_penalty(work: BillingWork, request: AccountRef) -> PenaltyForecast:
    """From today on, day by day, by the rates that are in force now; no days when nothing is owed."""
    debt = due(work.session, request.account_number)
    if debt == 0:
        return PenaltyForecast(debt_kopecks=0, days=[])
    charges = [
        (row.period, int(row.kopecks)) for row in work.session.execute(_CHARGES, {"number": request.account_number})
    ]
    policy_on, today = policies(work.session), work.clock.today()
    days = [today + timedelta(days=ahead) for ahead in range(AHEAD_DAYS + 1)]
    return PenaltyForecast(
        debt_kopecks=debt,
        days=[PenaltyDay(day=day, kopecks=projected_penalty(debt, charges, day, policy_on)) for day in days],
    )
