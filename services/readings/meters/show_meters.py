"""«Главная» and the form: each account's meter, its last readings and the period that a new one counts for."""

from sqlalchemy import select

from chassis.service.bindings import Work
from contracts.readings import AccountMeter, AccountMeters, MeterNote, MeterState, RegisterState
from contracts.wire import AccountRefs, Period
from services.readings.meters.active_meter import closings, last_readings, resting
from services.readings.models import Meter, Reading
from services.readings.policy import policy_for
from services.readings.rules.notes import notes
from services.readings.rules.periods import counts_for


def get_meters(work: Work[None], request: AccountRefs) -> AccountMeters:
    """In the order asked for; an account without a meter has None."""
    session, today = work.session, work.clock.today()
    policy = policy_for(session, today)
    query = select(Meter).where(
        Meter.account_number.in_(request.account_numbers), Meter.removed_on.is_(None), Meter.void.is_(False)
    )
    meters: dict[str, list[Meter]] = {}
    for meter in session.scalars(query.order_by(Meter.point)):
        meters.setdefault(meter.account_number, []).append(meter)
    blocks, closed = resting(session, request.account_numbers, today), closings(session, request.account_numbers)
    standing = [meter.id for here in meters.values() for meter in here]
    last = {reading.meter_id: reading for reading in last_readings(session, standing)}

    def state(meter: Meter, counts: Period) -> MeterState:
        known = notes(meter.verification_due, meter.failed_on, meter.smart, today, policy)
        listed = [MeterNote(code=note.code, urgent=note.urgent, message=note.message) for note in known]
        return _state(meter, last.get(meter.id), listed, counts)

    def account(number: str) -> AccountMeter:
        here, block, closed_on = meters.get(number, []), blocks.get(number), closed.get(number)
        counts = counts_for(today, policy.cutoff_day, ends_on=closed_on)
        if not here or block is not None or (closed_on is not None and closed_on < today):
            return AccountMeter(
                account_number=number,
                meter=None,
                counts_for=counts,
                sent_this_period=False,
                resting=block is not None,
                resting_until=block.until if block else None,
                closed_on=closed_on,
            )
        read = [last.get(meter.id) for meter in here]
        return AccountMeter(
            account_number=number,
            meter=state(here[0], counts),
            counts_for=counts,
            sent_this_period=all(reading is not None and reading.period == counts for reading in read),
            closed_on=closed_on,
            further_meters=[state(meter, counts) for meter in here[1:]],
        )

    return AccountMeters(accounts=[account(number) for number in request.account_numbers])


def _state(meter: Meter, last: Reading | None, listed: list[MeterNote], counts: Period) -> MeterState:
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
        point=meter.point,
        sent_this_period=last is not None and last.period == counts,
        ratio=meter.ratio,
        decimals=meter.decimals,
    )
