"""Customers as staff see them: in lists with masked contacts, on the page of an account in full. Both leave a trace."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from chassis import audit
from chassis.clock import Clock
from chassis.masking import masked_email, masked_phone
from contracts.auth import UserFound, UserQuery, UsersFound
from contracts.wire import AccountRef
from services.auth.advice import one_line
from services.auth.models import LinkedAccount as Link
from services.auth.models import Registration, User

MOST = 50
"""People that a search shows; who needs others types more."""


def find_users(session: Session, request: UserQuery, clock: Clock) -> UsersFound:
    """By account number, the beginning of the e-mail address, or the phone; contacts are masked."""
    found = _found(session, one_line(request.text))
    audit.record(session, clock.now(), "find_users", found=str(len(found)))
    return UsersFound(users=[_masked(user) for user in found])


def get_contacts(session: Session, request: AccountRef, clock: Clock) -> UsersFound:
    """Whoever has linked this account, with e-mail and phone in full: to call back, to help with a letter."""
    found = [*_users(session, Link.number == request.account_number), *_waiting(session, request.account_number)]
    audit.record(session, clock.now(), "see_contacts", account=request.account_number, found=str(len(found)))
    return UsersFound(users=found)


def _masked(user: UserFound) -> UserFound:
    phone = user.phone and masked_phone(user.phone)
    return user.model_copy(update={"email": masked_email(user.email), "phone": phone})


def _found(session: Session, text: str) -> list[UserFound]:
    digits = "".join(c for c in text if c.isdigit())
    matching = or_(
        Link.number == digits,
        User.email.istartswith(text, autoescape=True),
        User.phone.endswith(digits, autoescape=True) if len(digits) >= 7 else User.phone == text,
    )
    return [*_users(session, matching), *_waiting(session, text, Registration.email.istartswith(text, autoescape=True))]


def _users(session: Session, matching: ColumnElement[bool]) -> list[UserFound]:
    who = select(Link.user_id).join(User, User.id == Link.user_id).where(User.role == "customer", matching)
    wanted = select(User).where(User.id.in_(who)).options(selectinload(User.accounts))
    return [
        UserFound(
            user_id=str(user.id),
            primary_account=user.primary_account,
            email=user.email,
            phone=user.phone,
            activated=True,
        )
        for user in session.scalars(wanted.order_by(User.created_at.desc()).limit(MOST))
    ]


def _waiting(session: Session, number: str, *others: ColumnElement[bool]) -> list[UserFound]:
    """Forms that wait for their activation."""
    wanted = select(Registration).where(or_(Registration.account_number == number, *others))
    return [
        UserFound(user_id=str(row.id), primary_account=row.account_number, email=row.email, phone=None, activated=False)
        for row in session.scalars(wanted.order_by(Registration.created_at.desc()).limit(MOST))
    ]
