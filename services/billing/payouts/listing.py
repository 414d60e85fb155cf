"""Orders of payouts for the desk, and the file of the approved ones for the bank's client."""

import csv
import io
from collections.abc import Iterable

from sqlalchemy import select

from contracts.billing import Payout, PayoutExport, PayoutFile, Payouts, PayoutsQuery
from services.billing.payouts.models import PayoutRow
from services.billing.payouts.orders import payout_of
from services.billing.rules.money import rubles
from services.billing.settings import BillingWork

PAGE = 50
COLUMNS = ("payout", "account_number", "recipient", "bank_account", "bik", "bank_name", "amount_rubles", "purpose")


def list_payouts(work: BillingWork, request: PayoutsQuery) -> Payouts:
    """A page of orders, the newest first."""
    wanted = select(PayoutRow).order_by(PayoutRow.nth.desc()).limit(PAGE + 1)
    if request.state is not None:
        wanted = wanted.where(PayoutRow.state == request.state)
    if request.account_number is not None:
        wanted = wanted.where(PayoutRow.account_number == request.account_number)
    if request.after is not None:
        wanted = wanted.where(
            PayoutRow.nth < select(PayoutRow.nth).where(PayoutRow.id == request.after).scalar_subquery()
        )
    found = [payout_of(work.session, row) for row in work.session.scalars(wanted)]
    return Payouts(payouts=found[:PAGE], more=len(found) > PAGE)


def export_payouts(work: BillingWork, request: PayoutExport) -> PayoutFile:
    """The approved orders in the order of their requests; asking again gives the same until they are paid."""
    wanted = select(PayoutRow).where(PayoutRow.state == "approved").order_by(PayoutRow.nth)
    if request.district is not None:
        wanted = wanted.where(PayoutRow.account_number.startswith(request.district))
    found = [payout_of(work.session, row) for row in work.session.scalars(wanted)]
    name = f"payouts-{request.district or 'all'}-{work.clock.today().isoformat()}.csv"
    return PayoutFile(name=name, content=_written(found), count=len(found))


def _written(payouts: Iterable[Payout]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for one in payouts:
        purpose = f"Возврат переплаты за электроэнергию, л/с {one.account_number}, заявление {one.application}"
        amount = rubles(one.amount_kopecks)
        row = (one.payout_id, one.account_number, one.recipient, one.bank_account, one.bik, one.bank_name)
        rows.writerow([*map(_plain, row), amount, _plain(purpose)])
    return text.getvalue()


def _plain(cell: str) -> str:
    """No cell begins a formula in a spreadsheet."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
