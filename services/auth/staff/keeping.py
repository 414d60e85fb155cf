"""What is done to an account of staff, once whoever must agree has agreed."""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from sqlalchemy import func, select

from chassis.database import audit
from chassis.errors import Refusal
from chassis.events import outbox
from contracts.auth import StaffAccessChanged, StaffKeys, StaffOutcome, StaffRole
from services.auth.access.endings import end_all_access
from services.auth.models import User
from services.auth.passwords.hashing import hash_password
from services.auth.staff.accounts import IssuedKeys, add_staff, give_keys, new_keys
from services.auth.work import AuthCall, AuthWork

_LAST = 0x61646D
"""Advisory lock: whether an administrator is the last one is judged by one after the other."""


def make(call: AuthCall, login: str, role: StaffRole, first: Callable[[AuthWork], None]) -> StaffOutcome:
    """Create the account; `first` is done in the same transaction before."""
    keys = new_keys(login)
    password_hash = hash_password(keys.password)  # slow, so outside of the transaction
    with call.transaction() as work:
        first(work)
        refuse_known(work, login)
        user = add_staff(work.session, work.dependencies, role, keys, password_hash, work.now)
        record(work, "create_staff", user, role=role)
    return StaffOutcome(login=login, keys=shown_keys(keys))


def renew(call: AuthCall, user_id: str, first: Callable[[AuthWork], None]) -> StaffOutcome:
    """New keys, and an end of all that was opened with the old ones."""
    with call.reading() as work:
        login = str(known(work, user_id, locked=False).login)
    keys = new_keys(login)
    password_hash = hash_password(keys.password)
    with call.transaction() as work:
        first(work)
        user = other(work, user_id)
        give_keys(work.session, work.dependencies, user, keys, password_hash)
        record(work, "reset_staff", user)
    return StaffOutcome(login=login, keys=shown_keys(keys))


def give_role(work: AuthWork, user: User, role: StaffRole) -> StaffOutcome:
    """Another role from the next sign-in on."""
    refuse_last_administrator(work, user)
    old, user.role = user.role, role
    end_all_access(work.session, user.id)
    record(work, "change_staff_role", user, old=old, new=role)
    return StaffOutcome(login=str(user.login))


def known(work: AuthWork, user_id: str, *, locked: bool = True) -> User:
    """The member, locked where a transaction is open. Refusal "staff_not_found"."""
    user = None
    with suppress(ValueError):
        wanted = select(User).where(User.id == UUID(user_id), User.login.is_not(None))
        user = work.session.scalar(wanted.with_for_update() if locked else wanted)
    if user is None:
        raise Refusal("staff_not_found", "Такого сотрудника нет", "user_id")
    return user


def other(work: AuthWork, user_id: str) -> User:
    """The same, who is not the caller: nobody changes their own rights or locks themselves out."""
    user = known(work, user_id)
    if str(user.id) == work.caller.user_id:
        raise Refusal("staff_change_refused", "Свой доступ меняет другой администратор", "user_id")
    return user


def refuse_known(work: AuthWork, login: str) -> None:
    """Refusal `invalid_field` for a login that is taken, also by a blocked account: the trail names it."""
    if work.session.scalar(select(User.id).where(User.login == login)) is not None:
        raise Refusal("invalid_field", "Такой логин уже есть: выдайте новые ключи или выберите другой", "login")


def refuse_last_administrator(work: AuthWork, user: User) -> None:
    """Refusal "staff_change_refused" when nobody could manage staff any more."""
    if user.role != "administrator" or user.disabled_at is not None:
        return
    # Else two who block each other at the same moment would both find the other one there.
    work.session.execute(select(func.pg_advisory_xact_lock(_LAST)))
    others = select(func.count()).where(User.role == "administrator", User.disabled_at.is_(None), User.id != user.id)
    if not work.session.scalar(others):
        raise Refusal("staff_change_refused", "Это единственный администратор: сначала заведите другого", "user_id")


def record(work: AuthWork, action: str, user: User, **details: str) -> None:
    """Into the trail, and to the supplier's contact for security."""
    audit.record(work.session, work.now, action, subject=user.id, login=str(user.login), **details)
    event = StaffAccessChanged(
        user_id=str(user.id),
        login=str(user.login),
        what=action,
        role=user.role,
        changed_by=work.caller.user_id or "",
        changed_at=work.now,
    )
    outbox.add(work.session, event, str(user.id))


def shown_keys(keys: IssuedKeys) -> StaffKeys:
    """The keys as the contract has them."""
    return StaffKeys(
        login=keys.login,
        password=keys.password,
        totp_secret=keys.totp_secret,
        totp_uri=keys.totp_uri,
        recovery_codes=list(keys.recovery_codes),
    )
