"""A bill as it would be published now: the draft of a calculated run in the form of a bill. Nothing is written."""

from chassis.errors import Refusal
from contracts.bill import BillSnapshot
from contracts.billing import BillKey
from services.billing.accounts.ranges import AccountRange
from services.billing.accounts.unreadable import Unreadable
from services.billing.bills.composing import Edition, compose
from services.billing.bills.outcome import ChargeOutcome
from services.billing.bills.publish_source import read_sources
from services.billing.rates.book import open_book
from services.billing.rates.editions import policies
from services.billing.settings import BillingWork

NO_CODE = "ЧЕРНОВИК"


def preview_bill(work: BillingWork, request: BillKey) -> BillSnapshot:
    """The draft as a bill, with the next revision's number and no authenticity code.

    Refusal "not_calculated" when the run has no draft of this account.
    """
    number, period = request.account_number, request.period
    alone = AccountRange(period=period, first=number, last=number)
    sources = read_sources(work.session, alone, work.clock.today(), Unreadable())
    if not sources:
        raise Refusal("not_calculated", f"Начисления за {period} по этому счёту не рассчитаны", "period")
    (source,) = sources
    outcome = ChargeOutcome.model_validate_json(source.account.outcome)
    edition = Edition(
        book=open_book(work.session, period),
        policy_on=policies(work.session),
        supplier=work.dependencies.supplier.block,
        issued_at=work.now,
    )
    return compose(source, outcome, edition, code=NO_CODE)
