"""The secret of an authenticator: readable for checking codes, sealed where it is stored."""

from functools import lru_cache
from uuid import UUID

from chassis.sealing import Sealer
from services.auth.settings import AuthSettings


def sealer(settings: AuthSettings) -> Sealer:
    return _sealer(settings.data_keys)


def sealed(settings: AuthSettings, user_id: UUID, secret: str) -> str:
    """What is stored in `users.totp_secret`."""
    return sealer(settings).seal(secret, _place(user_id))


def open_secret(settings: AuthSettings, user_id: UUID, stored: str | None) -> str:
    """The secret itself. Raises SealBroken."""
    return sealer(settings).open(stored or "", _place(user_id))


def _place(user_id: UUID) -> str:
    return f"users.totp_secret {user_id}"


@lru_cache(maxsize=4)
def _sealer(keys: str) -> Sealer:
    return Sealer(keys)
