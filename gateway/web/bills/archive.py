"""The bill on the screen, its files, and all the bills before it (M4.1.1, M4.1.2)."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from contracts.billing import BillChange, BillKey
from contracts.printer import BillPrint
from contracts.wire import AccountRef
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.printing import print_bill
from gateway.backend.rpc import Round, ask, services
from gateway.charts.waterfall import Waterfall, waterfall
from gateway.http.files.documents import send
from gateway.http.forms.choice import chosen_account, own
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.words.bill_change import cause_in_words
from wording import dates

blueprint = Blueprint("archive", __name__)
FORMATS = ("pdf", "png")


@blueprint.get("/bills")
@signed_in
def show() -> ResponseReturnValue:
    number = chosen_account(require_visitor())
    bills = ask(services().billing.list_bills, AccountRef(account_number=number)).bills
    ordered = sorted(bills, key=lambda bill: (bill.period, bill.revision), reverse=True)
    return render_template("bills/archive.html", number=number, bills=ordered)


@blueprint.get("/bills/<number>/<period>")
@signed_in
def bill(number: str, period: str) -> ResponseReturnValue:
    """The bill's picture to look at and print, and why it differs from the one before (B6)."""
    own(require_visitor(), number)
    with refuse_invalid():
        key = BillKey(account_number=number, period=period)
    with Round() as ask_:
        snapshot = ask_(services().billing.get_bill, key)
        change = ask_(services().billing.explain_bill, key)
        revisions = ask_(services().billing.list_revisions, key)
    former = revisions.or_none.bills[:-1] if revisions.or_none else []
    return render_template(
        "bills/bill.html",
        number=number,
        bill=snapshot.value,
        change=change.or_nothing,
        former=former,
        cause_in_words=cause_in_words,
        drawing=_drawn(change.or_nothing),
    )


def _drawn(change: BillChange | None) -> Waterfall | None:
    """From the last bill to this one through the causes."""
    if change is None:
        return None
    parts = [(cause_in_words(part, change), part.amount_kopecks) for part in change.parts]
    before = (dates.short_month(change.previous_period), change.previous_kopecks)
    return waterfall(before, parts, (dates.short_month(change.period), change.current_kopecks))


@blueprint.get("/bills/<number>/<period>.<form>")
@signed_in
def file(number: str, period: str, form: str) -> ResponseReturnValue:
    """The bill as PDF or PNG; `?large=1` is the large-print form, `?revision=1` one that was corrected later."""
    own(require_visitor(), number)
    if form not in FORMATS:
        abort(404)
    with refuse_invalid():
        wanted = BillPrint(
            account_number=number,
            period=period,
            revision=request.args.get("revision", type=int),
            format=unvalidated(form),
            large="large" in request.args,
        )
    return send(print_bill(wanted), download="download" in request.args)
