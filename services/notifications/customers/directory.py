"""The copy of what auth knows: addresses and linked accounts. Events come in any order, so each carries a version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.letters import queue
from services.notifications.models import Person, PersonsAccount


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to whom a letter about an account goes."""

    user_id: UUID
    email: str
    unsubscribe_key: UUID
    email_bill: bool
    """Gets each bill as PDF (M4.2.1)."""
    reminders: list[str]


def remember_email(session: Session, user_id: UUID, email: str, version: int, reminders: Sequence[str]) -> None:
    """Take the address over unless a newer one is known; letters that wait follow it. `reminders` are the kinds that
    a new person gets until he chooses himself."""
    new = insert(Person).values(
        user_id=user_id,
        email=email,
        email_version=version,
        email_bill=False,
        paper_bill=True,
        reminders=list(reminders),
    )
    taken = session.execute(
        new.on_conflict_do_update(
            index_elements=["user_id"],
            set_={"email": new.excluded.email, "email_version": new.excluded.email_version},
            where=Person.email_version < new.excluded.email_version,
        ).returning(Person.user_id)
    ).first()
    if taken is not None:
        queue.readdress(session, user_id, email)


def remember_account(session: Session, user_id: UUID, number: str, linked: bool, version: int) -> None:
    """Note that the person has or no longer has the account, unless something newer is known."""
    new = insert(PersonsAccount).values(user_id=user_id, account_number=number, linked=linked, version=version)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["user_id", "account_number"],
            set_={"linked": new.excluded.linked, "version": new.excluded.version},
            where=PersonsAccount.version < new.excluded.version,
        )
    )


def forget_person(session: Session, user_id: UUID, version: int) -> None:
    """The cabinet is gone: no address, no letters that wait. What stays knows that older events are old."""
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


def email_of(session: Session, user_id: str | None) -> str | None:
    """The profile's address of a signed-in customer."""
    person = session.get(Person, UUID(user_id)) if user_id else None
    return person.email if person else None


def readers(session: Session, number: str) -> list[Reader]:
    """Who has the account linked and an address."""
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
