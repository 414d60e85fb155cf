"""Acts of meters, from the events of readings, which owns meters: the same for any order and any repetition."""

from sqlalchemy import BigInteger, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.readings import MeterActRecorded, MeterCopy
from services.billing.acts.models import Act
from services.billing.metering.belonging import reassign
from services.billing.metering.models import Meter
from services.billing.rates.editions import policies
from services.billing.settings import BillingWork

READINGS = "readings"
"""The source of acts that the owner of meters has recorded."""


def record_meter_act(work: BillingWork, event: MeterActRecorded) -> None:
    """Keep the act, and the meters as it left them unless a later act of the account has come first."""
    session = work.session
    newest = select(func.max(cast(Act.details["version"].astext, BigInteger)))
    known = session.scalar(newest.where(Act.account_number == event.account_number, Act.source == READINGS)) or 0
    details = {"version": str(event.version), "unread": "1" if event.unread else "0"}
    row = {
        "account_number": event.account_number,
        "kind": event.kind,
        "happened_on": event.happened_on,
        "serial": event.serial,
        "number": event.number,
        "source": READINGS,
        "recorded_by": event.recorded_by,
        "recorded_at": event.recorded_at,
    }
    add = insert(Act).on_conflict_do_nothing(index_elements=[Act.source, Act.reference])
    session.execute(add.values(row | {"reference": event.cancels or event.act_id, "details": details}))
    if event.cancels is not None:
        cancelled = session.scalar(select(Act.id).where(Act.source == READINGS, Act.reference == event.cancels))
        session.execute(add.values(row | {"reference": event.act_id, "details": details, "cancels": cancelled}))
    if event.version > known:
        for meter in event.meters:
            _keep(session, event.account_number, meter)
        cutoff_day = policies(session)(work.clock.today()).cutoff_day
        reassign(session, [(event.account_number, event.happened_on)], cutoff_day)


def _keep(session: Session, account_number: str, meter: MeterCopy) -> None:
    if meter.removed:
        key = (Meter.account_number, Meter.serial, Meter.installed_on)
        session.execute(
            delete(Meter).where(key[0] == account_number, key[1] == meter.serial, key[2] == meter.installed_on)
        )
        return
    state = meter.model_dump(exclude={"removed"}) | {"account_number": account_number}
    row = insert(Meter).values(state)
    changed = {name: row.excluded[name] for name in state if name not in ("account_number", "serial", "installed_on")}
    keys = [Meter.account_number, Meter.serial, Meter.installed_on]
    session.execute(row.on_conflict_do_update(index_elements=keys, set_=changed))
