"""Customers as staff see them: masked contacts in lists, full ones on the account's page. Both are audited."""

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlalchemy.orm import Session, selectinload

from chassis.database import audit
from chassis.telemetry.masking import masked_email, masked_phone
from contracts.auth import UserFound, UserQuery, UsersFound
from contracts.wire import AccountRef
from services.auth.forms.field_errors import one_line
from services.auth.models import LinkedAccount as Link
from services.auth.models import Registration, User
from services.auth.work import AuthWork

MAX_SHOWN = 50
"""People that a search shows; a longer text finds the others."""
MAX_MATCHES = 1000
"""Users that one search considers; the newest of them are shown."""


def find_users(work: AuthWork, request: UserQuery) -> UsersFound:
    """By account number, the beginning of the e-mail address, or the phone; contacts are masked."""
    found = _found(work.session, one_line(request.text))
    audit.record(work.session, work.now, "find_users", found=str(len(found)))
    return UsersFound(users=[_masked(user) for user in found])


def get_contacts(work: AuthWork, request: AccountRef) -> UsersFound:
    """Everybody who has linked this account, with full e-mail and phone: to call back, to help with a letter."""
    session = work.session
    found = [
        *_users(session, User.id.in_(select(Link.user_id).where(Link.number == request.account_number))),
        *_waiting(session, request.account_number),
    ]
    audit.record(session, work.now, "see_contacts", account=request.account_number, found=str(len(found)))
    return UsersFound(users=found)


def _masked(user: UserFound) -> UserFound:
    phone = user.phone and masked_phone(user.phone)
    return user.model_copy(update={"email": masked_email(user.email), "phone": phone})


def _found(session: Session, text: str) -> list[UserFound]:
    """Each way of searching has its own index, so that none of them scans all users."""
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]  # «8 910 …» and «+7 910 …» are one telephone
    by_phone = func.reverse(User.phone).startswith(digits[::-1]) if len(digits) >= 7 else User.phone == text
    ways = union(
        select(Link.user_id).where(Link.number == digits),
        select(User.id).where(func.lower(User.email).startswith(text.lower(), autoescape=True)),
        select(User.id).where(by_phone),
    )
    return [
        *_users(session, User.id.in_(session.scalars(ways.limit(MAX_MATCHES)).all())),
        *_waiting(session, text, func.lower(Registration.email).startswith(text.lower(), autoescape=True)),
    ]


def _users(session: Session, matching: ColumnElement[bool]) -> list[UserFound]:
    wanted = select(User).where(User.role == "customer", matching).options(selectinload(User.accounts))
    return [
        UserFound(
            user_id=str(user.id),
            primary_account=user.primary_account,
            email=user.email,
            phone=user.phone,
            activated=True,
        )
        for user in session.scalars(wanted.order_by(User.created_at.desc()).limit(MAX_SHOWN))
    ]


def _waiting(session: Session, number: str, *others: ColumnElement[bool]) -> list[UserFound]:
    """Registrations that wait for their activation."""
    wanted = select(Registration).where(or_(Registration.account_number == number, *others))
    return [
        UserFound(user_id=str(row.id), primary_account=row.account_number, email=row.email, phone=None, activated=False)
        for row in session.scalars(wanted.order_by(Registration.created_at.desc()).limit(MAX_SHOWN))
    ]
