"""«Расчеты» (M4.5): energy only, a row for each billing period, and the consumption of two years (B12)."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contracts.wire import Interval
from gateway.identity import require_visitor, signed_in
from gateway.rpc import Round, services
from gateway.web import intervals
from gateway.web.chart import draw
from gateway.web.choice import chosen_account

blueprint = Blueprint("settlements", __name__)
CHART_MONTHS = 24


@blueprint.get("/settlements")
@signed_in
def show() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    today = intervals.today()
    chart_since = intervals.months_back(today.replace(day=1), CHART_MONTHS)
    with Round() as ask:
        settled = ask(
            services().billing.list_settlements,
            Interval(account_number=number, since=days.since.replace(day=1), until=days.until),
        )
        consumed = ask(
            services().billing.get_consumption,
            Interval(account_number=number, since=chart_since, until=today),
        )
    rows = sorted(settled.value.settlements, key=lambda row: row.period, reverse=True)
    months = consumed.or_none.months if consumed.or_none else []
    return render_template(
        "history/settlements.html", number=number, days=days, rows=rows, chart=draw(months, CHART_MONTHS)
    )
