"""Tell billing how the bills of a person's primary account are to be delivered."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.events import outbox
from contracts.notifications import DeliveryChosen
from services.notifications.models import Person, PersonsAccount
from services.notifications.work import NotificationsWork


def announce_delivery(work: NotificationsWork, person: Person) -> None:
    """Publish the person's choice; nothing when the primary account is not known yet."""
    number = primary_account(work.session, person.user_id)
    if number is not None:
        _publish(work, number, email_bill=person.email_bill, paper_bill=person.paper_bill)


def announce_leaving(work: NotificationsWork, number: str) -> None:
    """Whoever has closed the cabinet gets paper again."""
    _publish(work, number, email_bill=False, paper_bill=True)


def primary_account(session: Session, user_id: UUID) -> str | None:
    """The account named as primary; of rows of before this column, the only one that is linked."""
    linked = session.scalars(
        select(PersonsAccount).where(PersonsAccount.user_id == user_id, PersonsAccount.linked)
    ).all()
    primary = [one for one in linked if one.primary] or [one for one in linked if one.primary is None]
    return primary[0].account_number if len(primary) == 1 else None


def _publish(work: NotificationsWork, number: str, *, email_bill: bool, paper_bill: bool) -> None:
    event = DeliveryChosen(
        account_number=number, email_bill=email_bill, paper_bill=paper_bill, chosen_at=work.clock.now()
    )
    outbox.add(work.session, event, number)
