"""The reading «при оплате»: it came with the payment's form and counts once the bank has confirmed the money."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import Refusal
from chassis.service.bindings import Work
from contracts.payments import PaymentSucceeded
from contracts.wire import Zone
from services.readings.meters.active_meter import closing_of, facts_of, locked_meter, past_readings
from services.readings.models import Meter, Reading
from services.readings.policy import policy_for
from services.readings.rules.checks import Judgement, judge
from services.readings.submission.record import add_reading, known_payment, note, note_warnings, same_again
from wording.moscow import moscow_day

log = logging.getLogger(__name__)


def record_payment(work: Work[None], event: PaymentSucceeded) -> None:
    """People send it when they start to pay, so that moment decides the period. The order of events is free.

    The money is there, whatever the reading is worth: one that does not pass is kept as refused, with its reason.
    """
    if not event.readings:
        return
    session = work.session
    try:
        meter = locked_meter(session, event.account_number)
    except Refusal:
        log.warning(
            "payment has readings but the account has no meter, they are dropped",
            extra={"payment_id": event.payment_id, "account_number": event.account_number},
        )
        return
    if known_payment(session, event.payment_id, meter):
        return
    values = {value.zone: value.value for value in event.readings}
    day = moscow_day(event.started_at)
    past = past_readings(session, meter)
    facts = facts_of(meter, past, closing_of(session, event.account_number))
    judgement = judge(values, facts, day, policy_for(session, day))
    if judgement.outcome == "refused":
        _keep_refused(session, event, meter, values, judgement, work.now)
    elif known := same_again(past, values, judgement.period):
        note(session, known, event.started_at, "Переданы ещё раз", "те же показания, при оплате")
    else:
        reading = add_reading(
            session,
            meter,
            values,
            "payment",
            event.started_at,
            day,
            judgement.period,
            payment_id=event.payment_id,
            recorded_at=work.now,
        )
        note_warnings(session, reading, judgement)


def _keep_refused(
    session: Session,
    event: PaymentSucceeded,
    meter: Meter,
    values: dict[Zone, int],
    judgement: Judgement,
    now: datetime,
) -> None:
    reason = next(finding.message for finding in judgement.findings if finding.severity == "error")
    session.add(
        Reading(
            meter_id=meter.id,
            taken_on=moscow_day(event.started_at),
            received_at=event.started_at,
            period=judgement.period,
            source="payment",
            values=values,
            loaded=False,
            payment_id=event.payment_id,
            act=None,
            refused=reason,
            recorded_at=now,
            meter_act_id=None,
        )
    )
