"""«Зачисления» (M4.4): credits of the chosen account from every channel."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contracts.wire import Interval
from gateway.backend.rpc import ask, services
from gateway.http.forms import intervals
from gateway.http.forms.choice import chosen_account
from gateway.http.identity.guards import require_visitor, signed_in

blueprint = Blueprint("credits", __name__)


@blueprint.get("/credits")
@signed_in
def show() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    wanted = Interval(account_number=number, since=days.since, until=days.until)
    credited = ask(services().billing.list_credits, wanted).credits
    return render_template(
        "history/credits.html",
        number=number,
        days=days,
        credits=sorted(credited, key=lambda credit: credit.paid_on, reverse=True),
        total=sum(credit.amount_kopecks for credit in credited),
    )
