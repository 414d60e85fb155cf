"""The copy of auth's addresses and linked accounts. Events come in any order, so each carries a version."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.auth import AccountLinked, AccountUnlinked, CabinetDeleted, EmailChanged, UserActivated
from services.notifications.customers.announcing import announce_delivery, announce_leaving
from services.notifications.letters import queue
from services.notifications.models import Person, PersonsAccount
from services.notifications.work import NotificationsWork


@dataclass(frozen=True, slots=True)
class Reader:
    """A person to whom letters about an account are sent."""

    user_id: UUID
    email: str
    unsubscribe_key: UUID
    email_bill: bool
    """Gets each bill as PDF (M4.2.1)."""
    reminders: list[str]


def copy_activated_user(work: NotificationsWork, event: UserActivated) -> None:
    _copy_email(work, event.user_id, event.email, version=0)


def copy_changed_email(work: NotificationsWork, event: EmailChanged) -> None:
    _copy_email(work, event.user_id, event.email, event.version)


def copy_linked_account(work: NotificationsWork, event: AccountLinked) -> None:
    _copy_email(work, event.user_id, event.email, event.version)
    user_id = UUID(event.user_id)
    _copy_account(work.session, user_id, event.account_number, True, event.version, primary=event.primary)
    person = work.session.get(Person, user_id, populate_existing=True)
    if event.primary and person is not None and not person.paper_bill:
        announce_delivery(work, person)  # chosen before the account was known here


def copy_unlinked_account(work: NotificationsWork, event: AccountUnlinked) -> None:
    _copy_account(work.session, UUID(event.user_id), event.account_number, False, event.version)


def _copy_email(work: NotificationsWork, user: str, email: str, version: int) -> None:
    """Copy the address unless a newer one is known; waiting letters are sent to it. A new person gets the default
    kinds of reminders."""
    session, user_id = work.session, UUID(user)
    new = insert(Person).values(
        user_id=user_id,
        email=email,
        email_version=version,
        email_bill=False,
        paper_bill=True,
        reminders=list(work.dependencies.settings.default_reminders),
    )
    copied = session.execute(
        new.on_conflict_do_update(
            index_elements=["user_id"],
            set_={"email": new.excluded.email, "email_version": new.excluded.email_version},
            where=Person.email_version < new.excluded.email_version,
        ).returning(Person.user_id)
    ).first()
    if copied is not None:
        queue.readdress(session, user_id, email)


def _copy_account(
    session: Session, user_id: UUID, number: str, linked: bool, version: int, *, primary: bool = False
) -> None:
    """Store whether the person has the account linked, unless something newer is known."""
    copied = {"linked": linked, "primary": primary, "version": version}
    new = insert(PersonsAccount).values(user_id=user_id, account_number=number, **copied)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["user_id", "account_number"],
            set_=copied,
            where=PersonsAccount.version < new.excluded.version,
        )
    )


def forget(work: NotificationsWork, event: CabinetDeleted) -> None:
    """Delete the address and withdraw waiting letters. The row stays with its version, so that older events change
    nothing."""
    session, user_id, version = work.session, UUID(event.user_id), event.version
    gone: dict[str, Any] = {
        "email": None,
        "email_version": version,
        "email_bill": False,
        "paper_bill": True,
        "reminders": [],
    }
    new = insert(Person).values(user_id=user_id, **gone)
    session.execute(new.on_conflict_do_update(index_elements=["user_id"], set_=gone))
    unlinked = update(PersonsAccount).where(PersonsAccount.user_id == user_id)
    session.execute(unlinked.values(linked=False, version=version))
    queue.drop_all_waiting(session, user_id)
    announce_leaving(work, event.account_number)


def email_of(session: Session, user_id: str | None) -> str | None:
    """The profile's address of a signed-in customer."""
    person = session.get(Person, UUID(user_id)) if user_id else None
    return person.email if person else None


def readers(session: Session, number: str) -> list[Reader]:
    """Everybody who has the account linked and an address."""
    wanted = (
        select(Person)
        .join(PersonsAccount, PersonsAccount.user_id == Person.user_id)
        .where(PersonsAccount.account_number == number, PersonsAccount.linked, Person.email.is_not(None))
        .order_by(Person.user_id)
    )
    return [
        Reader(one.user_id, one.email or "", one.unsubscribe_key, one.email_bill, one.reminders)
        for one in session.scalars(wanted)
    ]
