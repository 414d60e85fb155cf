"""The acts of an account's meters, and whether each may still be taken back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.service.bindings import Work
from contracts.meters import MeterAct as MeterActAnswer
from contracts.meters import MeterActs
from contracts.wire import AccountRef
from services.readings.models import Meter, MeterAct, Reading, Withdrawal
from services.readings.submission.record import zone_values


def list_meter_acts(work: Work[None], request: AccountRef) -> MeterActs:
    """By day, the newest first."""
    mine = select(MeterAct).where(MeterAct.account_number == request.account_number, MeterAct.cancels.is_(None))
    acts = work.session.scalars(mine.order_by(MeterAct.happened_on.desc(), MeterAct.id.desc()))
    return MeterActs(acts=[answer_of(work.session, act) for act in acts])


def answer_of(session: Session, act: MeterAct) -> MeterActAnswer:
    """One act as the contract shows it."""
    cancellation = session.scalar(select(MeterAct).where(MeterAct.cancels == act.id))
    old = session.get(Meter, act.meter_id) if act.meter_id else None
    new = session.get(Meter, act.new_meter_id) if act.new_meter_id else None
    about = old or new
    assert about is not None  # an act is about a meter
    return MeterActAnswer(
        act_id=str(act.id),
        account_number=act.account_number,
        kind=act.kind,
        happened_on=act.happened_on,
        number=act.number,
        point=about.point,
        serial=about.serial,
        unread=act.unread,
        last_readings=zone_values(about, act.last_readings),
        new_serial=new.serial if new else None,
        first_readings=zone_values(new, act.first_readings) if new else [],
        note=act.note,
        recorded_by=act.recorded_by,
        recorded_at=act.recorded_at,
        cancelled=cancellation is not None,
        cancellation_reason=cancellation.note if cancellation else "",
        may_be_cancelled=cancellation is None and rests_on(session, act) is None,
        decimals=about.decimals,
        new_decimals=new.decimals if new else 0,
    )


def rests_on(session: Session, act: MeterAct) -> str | None:
    """What later was built on the act, in words; None when it may be taken back."""
    meters = [one for one in (act.meter_id, act.new_meter_id) if one is not None]
    later = select(MeterAct.id).where(
        MeterAct.id > act.id,
        MeterAct.cancels.is_(None),
        MeterAct.meter_id.in_(meters) | MeterAct.new_meter_id.in_(meters),
    )
    for act_id in session.scalars(later):
        if session.scalar(select(MeterAct.id).where(MeterAct.cancels == act_id)) is None:
            return "позже записан другой акт об этом счётчике: отмените сначала его"
    others = select(Reading.id).outerjoin(Withdrawal, Withdrawal.reading_id == Reading.id)
    new_ones = others.where(
        Reading.meter_id == act.new_meter_id,
        Reading.meter_act_id.is_distinct_from(act.id),
        Reading.refused.is_(None),
        Withdrawal.reading_id.is_(None),
    )
    if act.new_meter_id is not None and session.scalar(new_ones.limit(1)) is not None:
        return "у нового счётчика уже есть показания: отзовите их сначала"
    return None
