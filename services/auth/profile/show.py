"""The read side of the profile, for its owner and for staff."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from chassis import audit
from chassis.clock import Clock
from contracts.auth import LinkedAccount, Profile, UserFound, UserQuery, UsersFound
from services.auth.advice import one_line
from services.auth.models import LinkedAccount as Link
from services.auth.models import OneTimeToken, Registration, User

MOST = 50
"""People that a search shows; who needs others types more."""


def show_profile(session: Session, user_id: UUID, clock: Clock) -> Profile:
    """The profile with the address that waits for its confirmation."""
    user = session.get_one(User, user_id)
    waiting = select(OneTimeToken.new_email).where(
        OneTimeToken.purpose == "email",
        OneTimeToken.subject_id == user_id,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > clock.now(),
    )
    return Profile(
        email=user.email,
        pending_email=session.scalars(waiting).first(),
        phone=user.phone,
        accounts=[LinkedAccount(number=link.number, alias=link.alias, primary=link.primary) for link in user.accounts],
        last_sign_in=user.previous_sign_in_at,
    )


def find_users(session: Session, request: UserQuery, clock: Clock) -> UsersFound:
    """Staff: customers by account number, the beginning of the e-mail address, or the phone; each search is audited."""
    text = one_line(request.text)
    users, waiting = _matching_users(session, text), _matching_registrations(session, text)
    audit.record(session, clock.now(), "find_users", found=str(len(users) + len(waiting)))
    active = [
        UserFound(
            user_id=str(user.id),
            primary_account=user.primary_account,
            email=user.email,
            phone=user.phone,
            activated=True,
        )
        for user in users
    ]
    pending = [
        UserFound(user_id=str(row.id), primary_account=row.account_number, email=row.email, phone=None, activated=False)
        for row in waiting
    ]
    return UsersFound(users=active + pending)


def _matching_users(session: Session, text: str) -> list[User]:
    digits = "".join(c for c in text if c.isdigit())
    by_account = select(Link.user_id).where(Link.number == digits)
    matching = or_(
        User.id.in_(by_account),
        User.email.istartswith(text, autoescape=True),
        User.phone.endswith(digits, autoescape=True) if len(digits) >= 7 else User.phone == text,
    )
    wanted = select(User).where(User.role == "customer", matching).options(selectinload(User.accounts))
    return list(session.scalars(wanted.order_by(User.created_at.desc()).limit(MOST)))


def _matching_registrations(session: Session, text: str) -> list[Registration]:
    matching = or_(Registration.account_number == text, Registration.email.istartswith(text, autoescape=True))
    wanted = select(Registration).where(matching)
    return list(session.scalars(wanted.order_by(Registration.created_at.desc()).limit(MOST)))
