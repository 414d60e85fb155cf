"""An act of a meter, recorded whole: the meters that it changes, its readings, the event for billing."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.service.bindings import Work
from contracts.bounds import bounds
from contracts.meters import MeterAct as MeterActAnswer
from contracts.meters import MeterActRequest, MeterDescription
from contracts.wire import Zone, ZoneValue
from services.readings.acts.announcing import announce
from services.readings.acts.listing import answer_of
from services.readings.meters.active_meter import closing_of, last_readings
from services.readings.meters.belonging import reassign
from services.readings.models import Meter, MeterAct
from services.readings.policy import policy_for
from services.readings.rules import phrases
from services.readings.rules.meter_acts import BEGINS, ENDS, StandingMeter, fault_of, in_order
from services.readings.rules.periods import period_of
from services.readings.submission.record import add_reading


def record_meter_act(work: Work[None], request: MeterActRequest) -> MeterActAnswer:
    """Record an act of the past. Refusal "act_refused" names the field at fault and the remedy."""
    session = work.session
    with once(session, f"record_meter_act:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(MeterActAnswer)
        _refuse_impossible_day(work, request)
        old = _standing(session, request)
        known = last_readings(session, [old.id])[:1] if old else []
        seen = _as_judged(old, known[0].values if known else None, known[0].taken_on if known else None)
        fault = fault_of(request, seen, closing_of(session, request.account_number))
        if fault is not None:
            raise Refusal("act_refused", fault.remedy, fault.field)
        _refuse_known(session, request)
        act = _apply(work, request, old)
        details = {"kind": act.kind, "number": act.number, "happened_on": act.happened_on.isoformat()}
        audit.record(session, work.now, "record_meter_act", subject=str(act.id), account=act.account_number, **details)
        answer = answer_of(session, act)
        slot.keep(answer)
    return answer


def _refuse_impossible_day(work: Work[None], request: MeterActRequest) -> None:
    today = work.clock.today()
    least, most = bounds("fact", today, policy_for(work.session, today).settle_back_months)
    if not least <= request.happened_on <= most:
        text = f"День акта может быть от {phrases.day(least)} до {phrases.day(most)}"
        raise Refusal("act_refused", text, "happened_on")
    due = request.new_meter.verification_due if request.new_meter else None
    least, most = bounds("verification", today)
    if due is not None and not least <= due <= most:
        text = f"Срок поверки может быть от {phrases.day(least)} до {phrases.day(most)}"
        raise Refusal("act_refused", text, "new_meter")


def _standing(session: Session, request: MeterActRequest) -> Meter | None:
    """The meter at the act's point, held until the transaction ends."""
    here = (Meter.account_number == request.account_number, Meter.point == request.point)
    active = select(Meter).where(*here, Meter.removed_on.is_(None), Meter.void.is_(False))
    return session.scalar(active.with_for_update())


def _as_judged(meter: Meter | None, last: dict[Zone, int] | None, last_on: date | None) -> StandingMeter | None:
    if meter is None:
        return None
    return StandingMeter(
        serial=meter.serial,
        zones=meter.zones,
        digits=meter.digits,
        installed_on=meter.installed_on,
        failed_on=meter.failed_on,
        last=last,
        last_on=last_on,
    )


def _refuse_known(session: Session, request: MeterActRequest) -> None:
    same = select(MeterAct.id).where(
        MeterAct.account_number == request.account_number,
        MeterAct.kind == request.kind,
        MeterAct.happened_on == request.happened_on,
        MeterAct.number == request.number,
        MeterAct.cancels.is_(None),
    )
    for act_id in session.scalars(same):
        if session.scalar(select(MeterAct.id).where(MeterAct.cancels == act_id)) is None:
            raise Refusal("act_refused", f"Акт № {request.number} этого дня уже записан", "number")


def _apply(work: Work[None], request: MeterActRequest, old: Meter | None) -> MeterAct:
    session, day = work.session, request.happened_on
    if old is not None and request.kind in ENDS:
        old.removed_on = day
        session.flush()  # it makes room for the new one
    if old is not None and request.kind == "failure":
        old.failed_on = day
    new = None
    if request.kind in BEGINS and request.new_meter is not None:
        new = _installed(work, request, request.new_meter)
    act = MeterAct(
        account_number=request.account_number,
        kind=request.kind,
        happened_on=day,
        number=request.number,
        meter_id=old.id if old else None,
        new_meter_id=new.id if new else None,
        unread=request.unread,
        last_readings=_by_zone(request.last_readings),
        first_readings=_by_zone(request.first_readings),
        note=request.note,
        recorded_by=work.caller.user_id,
        recorded_at=work.now,
        cancels=None,
    )
    session.add(act)
    session.flush()
    if old is not None:
        reassign(session, old.id, day, policy_for(session, work.clock.today()).cutoff_day)
    for meter, values in ((old, act.last_readings), (new, act.first_readings)):
        if meter is not None and values:
            add_reading(
                session, meter, values, "act", work.now, day, period_of(day), act=act.number, meter_act_id=act.id
            )
    announce(session, act, [meter for meter in (old, new) if meter is not None])
    return act


def _installed(work: Work[None], request: MeterActRequest, described: MeterDescription) -> Meter:
    """The new row; one that a former act of this day had installed and that was taken back is written anew."""
    session = work.session
    key = (
        Meter.account_number == request.account_number,
        Meter.serial == described.serial,
        Meter.installed_on == request.happened_on,
    )
    meter = session.scalar(select(Meter).where(*key))
    if meter is not None and not meter.void:
        raise Refusal("act_refused", "Счётчик с этим номером в этот день уже установлен", "new_meter")
    if meter is None:
        meter = Meter(account_number=request.account_number, serial=described.serial, installed_on=request.happened_on)
    policy = policy_for(session, work.clock.today())
    meter.void, meter.removed_on, meter.failed_on = False, None, None
    meter.point, meter.digits, meter.zones = request.point, described.digits, in_order(described.zones) or []
    meter.decimals, meter.ratio, meter.smart = described.decimals, described.ratio, described.smart
    meter.verification_due = described.verification_due
    meter.max_power_kw = described.max_power_kw or policy.max_power_kw
    session.add(meter)
    session.flush()
    return meter


def _by_zone(values: list[ZoneValue]) -> dict[Zone, int]:
    return {one.zone: one.value for one in values}
