"""The event of an act: billing keeps the act and the meters as they are now."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.meters import MeterActRecorded, MeterCopy
from services.readings.models import Meter, MeterAct


def announce(session: Session, act: MeterAct, meters: Sequence[Meter]) -> None:
    """`meters` are those that the act changed; an act's id grows, so it is the version of the event."""
    event = MeterActRecorded(
        act_id=str(act.id),
        cancels=str(act.cancels) if act.cancels else None,
        account_number=act.account_number,
        kind=act.kind,
        happened_on=act.happened_on,
        number=act.number,
        serial=meters[0].serial,
        unread=act.unread,
        recorded_by=act.recorded_by,
        recorded_at=act.recorded_at,
        version=act.id,
        meters=[_copy(meter) for meter in meters],
    )
    outbox.add(session, event, act.account_number)


def _copy(meter: Meter) -> MeterCopy:
    return MeterCopy(
        serial=meter.serial,
        point=meter.point,
        digits=meter.digits,
        decimals=meter.decimals,
        ratio=meter.ratio,
        zones=list(meter.zones),
        installed_on=meter.installed_on,
        removed_on=meter.removed_on,
        verification_due=meter.verification_due,
        failed_on=meter.failed_on,
        removed=meter.void,
    )
