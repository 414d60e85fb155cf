"""A control reading, taken by the supplier's inspector (ПП РФ 354, п. 61, 82-85)."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.service.bindings import Work
from contracts.readings import ControlReading, ReadingAccepted
from services.readings.meters.active_meter import Past, locked_meter, past_readings, shown
from services.readings.models import Meter, PublishedBill, Reading
from services.readings.rules.control import wrong_control
from services.readings.rules.periods import period_of, shifted
from services.readings.submission.record import accepted, add_reading, same_again


def record_control_reading(work: Work[None], request: ControlReading) -> ReadingAccepted:
    """What the inspector saw stands against what the consumer sent; only mistakes of entry are refused.

    Refusals: "no_meter", "reading_refused".
    """
    session, today = work.session, work.clock.today()
    with once(session, f"record_control_reading:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(ReadingAccepted)
        meter = locked_meter(session, request.account_number)
        values = {value.zone: value.value for value in request.values}
        past = past_readings(session, meter)
        _refuse_mistakes(past, meter, request, len(values), today)
        period = _open_period(session, request.account_number, request.taken_on)
        known: Reading | Past | None = same_again(past, values, period)
        repeated = known is not None and known.source == "control" and known.taken_on == request.taken_on
        if known is None or not repeated:
            known = add_reading(session, meter, values, "control", work.now, request.taken_on, period, act=request.act)
            account, subject = request.account_number, str(known.id)
            audit.record(session, work.now, "record_control_reading", subject=subject, account=account, act=request.act)
        answer = accepted(meter, known, repeated)
        slot.keep(answer)
        return answer


def _refuse_mistakes(past: Iterable[Past], meter: Meter, request: ControlReading, zones: int, today: date) -> None:
    controls = [shown(reading) for reading in past if reading.source == "control"]
    given = [(value.zone, value.value) for value in request.values]
    found = wrong_control(given, meter.zones, meter.digits, request.taken_on, meter.installed_on, controls, today)
    if found or zones != len(request.values):
        text = found.message if found else "Зона указана дважды"
        raise Refusal("reading_refused", text, "taken_on" if found and found.code == "E14" else "values")


def _open_period(session: Session, account: str, taken_on: date) -> str:
    """Consumed in the period of the check (п. 61); if that is billed already, in the one after the last bill."""
    last = session.scalar(select(func.max(PublishedBill.period)).where(PublishedBill.account_number == account))
    period = period_of(taken_on)
    return period if last is None else max(period, shifted(last, 1))
