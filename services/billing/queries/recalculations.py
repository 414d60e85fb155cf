"""What an account's bills have recalculated: for «Расчеты», «Хронология», the passport of a reading."""

from sqlalchemy import text

from contracts.billing import AccountRecalculations, BilledRecalculation
from contracts.wire import AccountRef
from services.billing.accounts.own_term import own_term
from services.billing.settings import BillingWork
from services.billing.settlement.billed import LAST_REVISION
from services.billing.settlement.shown import shown_line

_LINES = text(
    f"select r.* from recalculations r where r.account_number = :number and {LAST_REVISION} "  # noqa: S608 - our own SQL
    "and r.period >= :first order by r.period desc, r.nth"
)


def list_account_recalculations(work: BillingWork, request: AccountRef) -> AccountRecalculations:
    """The lines of the last revision of each bill, the newest bill first; an owner sees those of the own term."""
    term = own_term(work.session, request.account_number)
    wanted = {"number": request.account_number, "first": term.first_month if term else ""}
    rows = work.session.execute(_LINES, wanted).mappings()
    return AccountRecalculations(
        lines=[BilledRecalculation(period=row["period"], line=shown_line(dict(row))) for row in rows]
    )
