"""«Главная» and the form: each account's meter, its last readings and the period that a new one counts for."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from contracts.readings import AccountMeter, AccountMeters, MeterState, RegisterState
from contracts.wire import AccountRefs
from services.readings.meters import last_readings
from services.readings.models import Meter, Reading
from services.readings.policy import policy_for
from services.readings.rules.periods import counts_for


def show_meters(session: Session, request: AccountRefs, clock: Clock) -> AccountMeters:
    """In the order asked for; an account without a meter has None."""
    today = clock.today()
    period = counts_for(today, policy_for(session, today).cutoff_day)
    query = select(Meter).where(Meter.account_number.in_(request.account_numbers), Meter.removed_on.is_(None))
    meters = {meter.account_number: meter for meter in session.scalars(query)}
    last = {reading.meter_id: reading for reading in last_readings(session, [meter.id for meter in meters.values()])}
    return AccountMeters(
        accounts=[_account(number, meters.get(number), last, period) for number in request.account_numbers]
    )


def _account(number: str, meter: Meter | None, last: Mapping[int, Reading], period: str) -> AccountMeter:
    reading = last.get(meter.id) if meter else None
    return AccountMeter(
        account_number=number,
        meter=_state(meter, reading) if meter else None,
        counts_for=period,
        sent_this_period=reading is not None and reading.period == period,
    )


def _state(meter: Meter, last: Reading | None) -> MeterState:
    return MeterState(
        serial=meter.serial,
        digits=meter.digits,
        registers=[
            RegisterState(
                zone=zone,
                last_value=last.values.get(zone) if last else None,
                last_on=last.taken_on if last else None,
            )
            for zone in meter.zones
        ],
        verification_due=meter.verification_due,
        failed_on=meter.failed_on,
    )
