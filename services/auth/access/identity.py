"""The identity that travels with every call of a signed-in person."""

from uuid import UUID

from contracts.auth import Identity, LinkedAccount
from services.auth.models import LinkedAccount as Link
from services.auth.models import User


def identity_of(user: User, session_id: UUID, links: list[Link], scopes: list[str] | None) -> Identity:
    """`links` primary first; `session_id` is the API token's id where `scopes` are given."""
    return Identity(
        user_id=str(user.id),
        role=user.role,
        session_id=str(session_id),
        email=user.email,
        accounts=[LinkedAccount(number=link.number, alias=link.alias, primary=link.primary) for link in links],
        must_change_password=user.password_expires_at is not None,
        confirmed=False,
        scopes=scopes,
        consent_version=user.consent_version,
    )
