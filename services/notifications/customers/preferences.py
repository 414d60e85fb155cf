"""How bills and reminders reach a customer (M4.2.1, M4.2.2, B9)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from chassis.telemetry.masking import masked_email
from contracts.notifications import Delivery, DeliveryChange, ReminderChange, Unsubscribed, Unsubscription
from contracts.wire import Nothing
from services.notifications.customers.announcing import announce_delivery
from services.notifications.letters.queue import drop_waiting
from services.notifications.models import BouncedAddress, Person
from services.notifications.reminders.rule_editions import rules_of
from services.notifications.reminders.rules import KINDS
from services.notifications.work import NotificationsWork, customer_id


def get_delivery(work: NotificationsWork, request: Nothing) -> Delivery:
    """The caller's preferences; without any, bills come on paper only."""
    return _delivery_of(work, customer_id(work))


def _delivery_of(work: NotificationsWork, user_id: UUID) -> Delivery:
    session = work.session
    person = session.get(Person, user_id)
    if person is None:
        return Delivery(email_bill=False, paper_bill=True, reminders=[], email_bounced=False)
    returned = select(exists().where(BouncedAddress.email == func.lower(person.email)))
    return Delivery(
        email_bill=person.email_bill,
        paper_bill=person.paper_bill,
        reminders=person.reminders,
        email_bounced=bool(session.scalar(returned)),
        reminders_paused=sorted(set(KINDS) - rules_of(session, work.clock.today()).on),
    )


def set_delivery(work: NotificationsWork, request: DeliveryChange) -> Delivery:
    """Paper may be switched off only with e-mail on; it concerns the primary account, e-mail all linked ones."""
    user_id = customer_id(work)
    if not request.paper_bill and not request.email_bill:
        raise Refusal(
            "delivery_needed",
            "Отказаться от бумажного счёта можно, только если включена доставка на e-mail. "
            "Отметьте «доставлять счет на e-mail» или оставьте бумажный счёт.",
            "paper_bill",
        )
    person = _person(work.session, user_id, work.dependencies.settings.default_reminders)
    person.email_bill, person.paper_bill = request.email_bill, request.paper_bill
    work.session.flush()
    announce_delivery(work, person)
    return _delivery_of(work, user_id)


def set_reminders(work: NotificationsWork, request: ReminderChange) -> Delivery:
    """Switch kinds of reminders on and off; waiting letters of a kind that is off are withdrawn."""
    session, user_id = work.session, customer_id(work)
    person, wanted = _person(session, user_id, ()), sorted({str(kind) for kind in request.reminders})
    for kind in set(person.reminders) - set(wanted):
        drop_waiting(session, f"reminder_{kind}", user_id)
    person.reminders = wanted
    work.session.flush()
    return _delivery_of(work, user_id)


def unsubscribe(work: NotificationsWork, request: Unsubscription) -> Unsubscribed:
    """Turn off what the letter's link names; twice is no error. Without bills by e-mail the paper bill comes again.

    Refuses `token_invalid` for an unknown key.
    """
    session = work.session
    try:
        key = UUID(request.key)
    except ValueError:
        raise _unknown_key() from None
    person = session.scalar(select(Person).where(Person.unsubscribe_key == key).with_for_update())
    if person is None:
        raise _unknown_key()
    if request.kind == "email_bill":
        person.email_bill, person.paper_bill = False, True
        announce_delivery(work, person)
    else:
        person.reminders = [kind for kind in person.reminders if kind != request.kind]
    drop_waiting(session, "bill" if request.kind == "email_bill" else f"reminder_{request.kind}", person.user_id)
    session.flush()
    return Unsubscribed(kind=request.kind, email_masked=masked_email(person.email or ""))


def _person(session: Session, user_id: UUID, reminders: Sequence[str]) -> Person:
    """The person's row, created now if auth's event has not come yet."""
    new = insert(Person).values(
        user_id=user_id, email_version=-1, email_bill=False, paper_bill=True, reminders=list(reminders)
    )
    session.execute(new.on_conflict_do_nothing())
    return session.get_one(Person, user_id, with_for_update=True)


def _unknown_key() -> Refusal:
    return Refusal("token_invalid", "Ссылка не подходит. Измените рассылку в разделе «Настройки».", "key")
