"""State the debts that are kept apart from energy, and show the account as its owner then sees it."""

from contracts.billing import OtherDebts, Overview
from contracts.wire import AccountRefs
from services.billing.notices.debts import state_debts
from services.billing.queries.overviews import get_overviews
from services.billing.settings import BillingWork


def set_other_debts(work: BillingWork, request: OtherDebts) -> Overview:
    """Returns the account's overview; refusals as of `state_debts`."""
    state_debts(work, request)
    return get_overviews(work, AccountRefs(account_numbers=[request.account_number])).accounts[0]
