"""How bills and reminders reach a customer (M4.2.1, M4.2.2, B9)."""

from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.notifications import Delivery, DeliveryChange, ReminderChange
from services.notifications.models import BouncedAddress, Person


def get_delivery(session: Session, user_id: UUID) -> Delivery:
    """The preferences; whoever has not set any gets paper and nothing else."""
    person = session.get(Person, user_id)
    if person is None:
        return Delivery(email_bill=False, paper_bill=True, reminders=[], email_bounced=False)
    returned = select(exists().where(BouncedAddress.email == func.lower(person.email)))
    return Delivery(
        email_bill=person.email_bill,
        paper_bill=person.paper_bill,
        reminders=person.reminders,
        email_bounced=bool(session.scalar(returned)),
    )


def set_delivery(session: Session, user_id: UUID, request: DeliveryChange) -> Delivery:
    """Paper may be switched off only with e-mail on; it concerns the primary account, e-mail all linked ones."""
    if not request.paper_bill and not request.email_bill:
        raise Refusal(
            "delivery_needed",
            "Отказаться от бумажного счёта можно, только если включена доставка на e-mail. "
            "Отметьте «доставлять счет на e-mail» или оставьте бумажный счёт.",
            "paper_bill",
        )
    person = _person(session, user_id)
    person.email_bill, person.paper_bill = request.email_bill, request.paper_bill
    session.flush()
    return get_delivery(session, user_id)


def set_reminders(session: Session, user_id: UUID, request: ReminderChange) -> Delivery:
    """Switch kinds of reminders on and off."""
    _person(session, user_id).reminders = sorted(set(request.reminders))
    session.flush()
    return get_delivery(session, user_id)


def _person(session: Session, user_id: UUID) -> Person:
    """The person's row, made now if auth's event has not come yet."""
    new = insert(Person).values(user_id=user_id, email_version=-1, email_bill=False, paper_bill=True, reminders=[])
    session.execute(new.on_conflict_do_nothing())
    return session.get_one(Person, user_id, with_for_update=True)
