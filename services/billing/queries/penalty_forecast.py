"""What the penalty will be on each of the next days if nothing is paid (B7)."""

from datetime import timedelta

from sqlalchemy import text

from contracts.billing import PenaltyDay, PenaltyForecast
from contracts.wire import AccountRef
from services.billing.ledger.balance import due
from services.billing.penalties.accruing import open_penalty
from services.billing.penalties.arrears import projected_penalty
from services.billing.penalties.source import charges_of, deferred_arrears, read_charges
from services.billing.rates.editions import policies
from services.billing.settings import BillingWork

AHEAD_DAYS = 60
"""As far as a person plans a payment; further on the rate is anybody's guess."""

_CHARGES = text(f"select by_period from ({charges_of(':number')}) charged")  # noqa: S608 - our own SQL


def forecast_penalty(work: BillingWork, request: AccountRef) -> PenaltyForecast:
    """From today on, day by day, by the rates that are in force now; no days when nothing is owed."""
    number, debt = request.account_number, due(work.session, request.account_number)
    if debt == 0:
        return PenaltyForecast(debt_kopecks=0, days=[])
    policy_on, today = policies(work.session), work.clock.today()
    deferred = deferred_arrears(work.session, [number], today)
    charges = read_charges(work.session.scalar(_CHARGES, {"number": number}))
    days = [
        PenaltyDay(
            day=day,
            kopecks=open_penalty(deferred[number], day, policy_on)
            if number in deferred
            else projected_penalty(debt, charges, day, policy_on),
        )
        for day in (today + timedelta(days=ahead) for ahead in range(AHEAD_DAYS + 1))
    ]
    return PenaltyForecast(debt_kopecks=debt, days=days)
