"""«Показания» (M4.6) with each reading's passport: what became of it and why (B1)."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contracts.wire import AccountRefs, Interval
from gateway.identity import require_visitor, signed_in
from gateway.rpc import Round, services
from gateway.web import intervals
from gateway.web.choice import chosen_account

blueprint = Blueprint("readings", __name__)
SOURCES = {
    "payment": "при оплате",
    "without_payment": "без оплаты",
    "control": "контрольные",
    "estimated": "расчётные",
    "imported": "загружены поставщиком",
}


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
        meter=meters.or_none.accounts[0].meter if meters.or_none else None,
        sources=SOURCES,
    )
