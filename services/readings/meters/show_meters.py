"""«Главная» and the form: each account's meter, its last readings and the period that a new one counts for."""

from sqlalchemy import select

from chassis.service.bindings import Work
from contracts.readings import AccountMeter, AccountMeters, MeterNote, MeterState, RegisterState
from contracts.wire import AccountRefs
from services.readings.meters.active_meter import last_readings, resting
from services.readings.models import Meter, Reading
from services.readings.policy import policy_for
from services.readings.rules.notes import notes
from services.readings.rules.periods import counts_for


def get_meters(work: Work[None], request: AccountRefs) -> AccountMeters:
    """In the order asked for; an account without a meter has None."""
    session, today = work.session, work.clock.today()
    policy = policy_for(session, today)
    period = counts_for(today, policy.cutoff_day)
    query = select(Meter).where(Meter.account_number.in_(request.account_numbers), Meter.removed_on.is_(None))
    meters = {meter.account_number: meter for meter in session.scalars(query)}
    blocks = resting(session, request.account_numbers, today)
    last = {reading.meter_id: reading for reading in last_readings(session, [meter.id for meter in meters.values()])}

    def account(number: str) -> AccountMeter:
        meter, block = meters.get(number), blocks.get(number)
        if meter is None or block is not None:
            return AccountMeter(
                account_number=number,
                meter=None,
                counts_for=period,
                sent_this_period=False,
                resting=block is not None,
                resting_until=block.until if block else None,
            )
        reading = last.get(meter.id)
        known = notes(meter.verification_due, meter.failed_on, meter.smart, today, policy)
        listed = [MeterNote(code=note.code, urgent=note.urgent, message=note.message) for note in known]
        sent = reading is not None and reading.period == period
        return AccountMeter(
            account_number=number, meter=_state(meter, reading, listed), counts_for=period, sent_this_period=sent
        )

    return AccountMeters(accounts=[account(number) for number in request.account_numbers])


def _state(meter: Meter, last: Reading | None, listed: list[MeterNote]) -> MeterState:
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
        notes=listed,
    )
