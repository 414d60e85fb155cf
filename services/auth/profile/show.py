"""The profile as its owner reads it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.auth import LinkedAccount, Profile
from contracts.wire import Nothing
from services.auth.models import OneTimeToken, User
from services.auth.work import AuthWork, customer_id


def get_profile(work: AuthWork, request: Nothing) -> Profile:
    """The caller's own profile."""
    return profile_of(work.session, customer_id(work), work.now)


def profile_of(session: Session, user_id: UUID, now: datetime) -> Profile:
    """The profile with the address that waits for its confirmation."""
    user = session.get_one(User, user_id)
    waiting = select(OneTimeToken.new_email).where(
        OneTimeToken.purpose == "email",
        OneTimeToken.subject_id == user_id,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > now,
    )
    return Profile(
        email=user.email,
        pending_email=session.scalars(waiting).first(),
        phone=user.phone,
        accounts=[LinkedAccount(number=link.number, alias=link.alias, primary=link.primary) for link in user.accounts],
        last_sign_in=user.previous_sign_in_at,
    )
