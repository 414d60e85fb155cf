"""Takes an act back: the meters are as before it, its readings are withdrawn, both rows stay in the trail."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.service.bindings import Work
from contracts.meters import MeterAct as MeterActAnswer
from contracts.meters import MeterActCancellation
from services.readings.acts.announcing import announce
from services.readings.acts.listing import answer_of, rests_on
from services.readings.meters.belonging import reassign
from services.readings.models import Meter, MeterAct, Reading
from services.readings.policy import policy_for
from services.readings.rules.meter_acts import ENDS
from services.readings.submission.withdrawal import take_back

_LONGEST_ID = 18
"""Digits of an id; a longer one would not fit the column."""


def cancel_meter_act(work: Work[None], request: MeterActCancellation) -> MeterActAnswer:
    """Refusals: "act_not_found"; "act_refused" when it is taken back already or something later rests on it."""
    session = work.session
    with once(session, f"cancel_meter_act:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(MeterActAnswer)
        act = _find(session, request)
        if session.scalar(select(MeterAct.id).where(MeterAct.cancels == act.id)) is not None:
            raise Refusal("act_refused", "Акт уже отменён", "act_id")
        if reason := rests_on(session, act):
            raise Refusal("act_refused", f"Отменить нельзя: {reason}", "act_id")
        _take_back(work, act, request.reason)
        details = {"kind": act.kind, "number": act.number, "reason": request.reason}
        audit.record(session, work.now, "cancel_meter_act", subject=str(act.id), account=act.account_number, **details)
        answer = answer_of(session, act)
        slot.keep(answer)
    return answer


def _take_back(work: Work[None], act: MeterAct, reason: str) -> None:
    session = work.session
    for reading_id in session.scalars(select(Reading.id).where(Reading.meter_act_id == act.id)):
        why = f"отменён акт № {act.number}: {reason}"
        take_back(session, reading_id, act.account_number, why, work.caller.user_id, work.now)
    old = session.get(Meter, act.meter_id) if act.meter_id else None
    new = session.get(Meter, act.new_meter_id) if act.new_meter_id else None
    if new is not None:
        new.void = True
        session.flush()  # it makes room for the old one
    if old is not None and act.kind in ENDS:
        old.removed_on = None
    if old is not None and act.kind == "failure":
        old.failed_on = None
    if old is not None:
        session.flush()
        reassign(session, old.id, act.happened_on, policy_for(session, work.clock.today()).cutoff_day)
    cancellation = MeterAct(
        account_number=act.account_number,
        kind=act.kind,
        happened_on=act.happened_on,
        number=act.number,
        meter_id=act.meter_id,
        new_meter_id=act.new_meter_id,
        unread=act.unread,
        last_readings={},
        first_readings={},
        note=reason,
        recorded_by=work.caller.user_id,
        recorded_at=work.now,
        cancels=act.id,
    )
    session.add(cancellation)
    session.flush()
    announce(session, cancellation, [meter for meter in (old, new) if meter is not None])


def _find(session: Session, request: MeterActCancellation) -> MeterAct:
    found = None
    if request.act_id.isascii() and request.act_id.isdigit() and len(request.act_id) <= _LONGEST_ID:
        mine = (MeterAct.id == int(request.act_id), MeterAct.account_number == request.account_number)
        found = session.scalar(select(MeterAct).where(*mine, MeterAct.cancels.is_(None)).with_for_update())
    if found is None:
        raise Refusal("act_not_found", "У этого лицевого счета нет такого акта о счётчике", "act_id")
    return found
