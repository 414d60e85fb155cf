"""The supplier's people. They are made only here, from the command line: there are no default accounts."""

from dataclasses import dataclass
from typing import get_args

import pyotp
from sqlalchemy import select

from chassis import audit
from chassis.clock import Clock
from chassis.database import Database
from contracts.auth import Role
from services.auth.advice import Advice, one_line
from services.auth.models import User
from services.auth.passwords.hashing import hash_password
from services.auth.tokens import new_password

STAFF_ROLES: tuple[Role, ...] = tuple(role for role in get_args(Role) if role != "customer")


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Shown once: the password and what the authenticator application needs."""

    login: str
    password: str
    totp_secret: str
    totp_uri: str


def create_staff(
    database: Database,
    login: str,
    role: Role,
    clock: Clock,
    password: str | None = None,
    totp_secret: str | None = None,
) -> NewStaff:
    """A member of staff with random secrets (or the given ones, for the demo); raises Advice."""
    name = one_line(login).casefold()
    if role not in STAFF_ROLES:
        raise Advice(f"unknown role {role}: one of {', '.join(STAFF_ROLES)}")
    if not 2 <= len(name) <= 64:
        raise Advice("a login has 2 to 64 characters")
    secret, chosen = totp_secret or pyotp.random_base32(), password or new_password()
    password_hash = hash_password(chosen)
    with database.transaction() as session:
        if session.scalars(select(User).where(User.login == name)).first() is not None:
            raise Advice(f"{name} exists already")
        user = User(
            role=role,
            login=name,
            email=f"{name}@staff.invalid",
            password_hash=password_hash,
            totp_secret=secret,
            created_at=clock.now(),
        )
        session.add(user)
        session.flush()
        audit.record(session, clock.now(), "create_staff", subject=user.id, role=role, login=name)
    return NewStaff(name, chosen, secret, pyotp.TOTP(secret, name=name, issuer="Личный кабинет").provisioning_uri())
