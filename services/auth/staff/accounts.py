"""Staff accounts, as the commands of the server and the desk make them: there are no default accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from uuid import UUID, uuid4

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from contracts.auth import Role
from services.auth.access.endings import end_all_access
from services.auth.forms.field_errors import InputError, one_line
from services.auth.models import StaffRecoveryCode, User
from services.auth.passwords.hashing import hash_password
from services.auth.settings import AuthSettings
from services.auth.tokens.secrets import digest, new_password, new_recovery_code
from services.auth.tokens.totp_secrets import sealed

STAFF_ROLES: tuple[Role, ...] = tuple(role for role in get_args(Role) if role != "customer")
CODES = 8
"""Recovery codes of one person."""


@dataclass(frozen=True, slots=True)
class IssuedKeys:
    """Shown once: the password, the authenticator's secret, and recovery codes for when the telephone is lost."""

    login: str
    password: str
    totp_secret: str
    recovery_codes: tuple[str, ...]

    @property
    def totp_uri(self) -> str:
        """As the authenticator reads it from a QR code."""
        return pyotp.TOTP(self.totp_secret, name=self.login, issuer="Личный кабинет").provisioning_uri()


def create_staff(
    settings: AuthSettings,
    database: Database,
    login: str,
    role: Role,
    clock: Clock,
    password: str | None = None,
    totp_secret: str | None = None,
) -> IssuedKeys:
    """Create an account with random keys (or the given ones, for the demo). Raises InputError."""
    name = one_line(login).casefold()
    if role not in STAFF_ROLES:
        raise InputError(f"unknown role {role}: one of {', '.join(STAFF_ROLES)}")
    if not 2 <= len(name) <= 64:
        raise InputError("a login has 2 to 64 characters")
    keys = new_keys(name, password, totp_secret)
    password_hash = hash_password(keys.password)
    with database.transaction() as session:
        if session.scalars(select(User).where(User.login == name)).first() is not None:
            raise InputError(f"{name} exists already; reset gives new keys")
        user = add_staff(session, settings, role, keys, password_hash, clock.now())
        audit.record(session, clock.now(), "create_staff", subject=user.id, role=role, login=name)
    return keys


def reset_staff(settings: AuthSettings, database: Database, login: str, clock: Clock) -> IssuedKeys:
    """Issue new keys and enable the account; sessions and tokens opened with the old ones end. Raises InputError."""
    keys = new_keys(one_line(login).casefold())
    password_hash = hash_password(keys.password)
    with database.transaction() as session:
        user = _known(session, keys.login)
        give_keys(session, settings, user, keys, password_hash)
        audit.record(session, clock.now(), "reset_staff", subject=user.id, login=keys.login)
    return keys


def disable_staff(database: Database, login: str, clock: Clock) -> None:
    """Disable the account at once, with its sessions and tokens. Raises InputError."""
    with database.transaction() as session:
        user = _known(session, one_line(login).casefold())
        user.disabled_at = clock.now()
        revoke_access(session, user.id)
        audit.record(session, clock.now(), "disable_staff", subject=user.id, login=str(user.login))


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A line of the list: no keys, only how many recovery codes are left."""

    login: str
    role: Role
    disabled: bool
    last_sign_in_at: datetime | None
    codes_left: int


def list_staff(session: Session) -> list[StaffMember]:
    """All staff accounts, by login."""
    left = list(session.scalars(select(StaffRecoveryCode.user_id)))
    staff = session.scalars(select(User).where(User.login.is_not(None)).order_by(User.login))
    return [
        StaffMember(str(user.login), user.role, user.disabled_at is not None, user.last_sign_in_at, left.count(user.id))
        for user in staff
    ]


def add_staff(
    session: Session, settings: AuthSettings, role: Role, keys: IssuedKeys, password_hash: str, now: datetime
) -> User:
    """The account of these keys; nobody may have its login."""
    identity = uuid4()
    user = User(
        id=identity,
        role=role,
        login=keys.login,
        email=f"{keys.login}@staff.invalid",
        password_hash=password_hash,
        totp_secret=sealed(settings, identity, keys.totp_secret),
        created_at=now,
    )
    session.add(user)
    session.flush()
    _keep_codes(session, user.id, keys)
    return user


def give_keys(session: Session, settings: AuthSettings, user: User, keys: IssuedKeys, password_hash: str) -> None:
    """The only keys from now on; the account is open, what was opened with the old ones has ended."""
    user.password_hash, user.totp_secret = password_hash, sealed(settings, user.id, keys.totp_secret)
    user.totp_step, user.disabled_at = 0, None
    revoke_access(session, user.id)
    _keep_codes(session, user.id, keys)


def new_keys(login: str, password: str | None = None, totp_secret: str | None = None) -> IssuedKeys:
    """Random keys, or the given ones."""
    codes = tuple(new_recovery_code() for _ in range(CODES))
    return IssuedKeys(login, password or new_password(), totp_secret or pyotp.random_base32(), codes)


def _known(session: Session, login: str) -> User:
    user = session.scalars(select(User).where(User.login == login).with_for_update()).one_or_none()
    if user is None:
        raise InputError(f"there is no {login} among the staff")
    return user


def revoke_access(session: Session, user_id: UUID) -> None:
    """Sessions, tokens and recovery codes end."""
    end_all_access(session, user_id)
    session.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.user_id == user_id))


def _keep_codes(session: Session, user_id: UUID, keys: IssuedKeys) -> None:
    session.add_all(StaffRecoveryCode(hash=digest(code), user_id=user_id) for code in keys.recovery_codes)
