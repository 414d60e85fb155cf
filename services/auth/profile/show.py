"""The profile as its owner reads it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from contracts.auth import LinkedAccount, Profile
from services.auth.models import OneTimeToken, User


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
