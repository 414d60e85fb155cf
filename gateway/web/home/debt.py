"""The debt clock (B7): debts by kind, the deadline, what follows it, and the penalty of each further day."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contracts.bill import RestrictionNotice
from contracts.wire import AccountRef, AccountRefs
from gateway.backend.rpc import Round, services
from gateway.charts.line import line
from gateway.http.forms.choice import chosen_account
from gateway.http.forms.intervals import today
from gateway.http.identity.guards import require_visitor, signed_in

blueprint = Blueprint("debt", __name__)
TABLE_EVERY = 7
"""Days between the rows of the penalty's table."""


@dataclass(frozen=True, slots=True)
class Term:
    """The time between a notice and its deadline, as the bar of the clock."""

    total: int
    gone: int

    @property
    def left(self) -> int:
        return self.total - self.gone


def term(notice: RestrictionNotice, now: date) -> Term:
    """How much of the notice's time has run out; never more than all of it."""
    total = max(1, (notice.deadline - notice.issued_on).days)
    return Term(total, min(total, max(0, (now - notice.issued_on).days)))


@blueprint.get("/debt")
@signed_in
def show() -> ResponseReturnValue:
    number = chosen_account(require_visitor())
    with Round() as ask:
        overviews = ask(services().billing.get_overviews, AccountRefs(account_numbers=[number]))
        forecast = ask(services().billing.forecast_penalty, AccountRef(account_number=number))
    overview = overviews.value.accounts[0]
    days = forecast.or_none.days if forecast.or_none else []
    return render_template(
        "home/debt.html",
        number=number,
        overview=overview,
        term=term(overview.notice, today()) if overview.notice else None,
        days=days,
        rows=days[::TABLE_EVERY],
        drawing=line([(day.day, day.kopecks) for day in days]) if days and days[-1].kopecks else None,
        missing=forecast.missing,
    )
