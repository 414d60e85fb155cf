"""«Показания» (M4.6): readings with their status and its reason (B1)."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contracts.readings import AccountMeter, MeterState
from contracts.wire import AccountRefs, Interval
from gateway.backend.rpc import Round, services
from gateway.http.forms import intervals
from gateway.http.forms.choice import chosen_account
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.words.readings import SOURCES

blueprint = Blueprint("readings", __name__)


def _in_use(account: AccountMeter) -> list[MeterState]:
    return [account.meter, *account.further_meters] if account.meter else []


@blueprint.get("/readings")
@signed_in
def show() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    with Round() as ask:
        listed = ask(
            services().readings.list_readings,
            Interval(account_number=number, since=days.since, until=days.until),
        )
        meters = ask(services().readings.get_meters, AccountRefs(account_numbers=[number]))
    return render_template(
        "history/readings.html",
        number=number,
        days=days,
        readings=sorted(listed.value.readings, key=lambda reading: reading.received_at, reverse=True),
        meters=_in_use(meters.or_none.accounts[0]) if meters.or_none else [],
        sources=SOURCES,
    )
