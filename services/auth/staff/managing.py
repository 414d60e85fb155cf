"""Administrators manage staff at the desk. What gives rights over money, or keys to them, needs a second administrator.

The commands of the server stay: they are the way in when there is only one administrator, or none.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from contracts.auth import StaffCreation, StaffList, StaffMember, StaffOutcome, StaffRef, StaffRoleChange
from contracts.wire import Nothing
from services.auth.models import SignInSession, StaffRecoveryCode, User
from services.auth.staff.accounts import revoke_access
from services.auth.staff.keeping import (
    give_role,
    known,
    make,
    other,
    record,
    refuse_known,
    refuse_last_administrator,
    renew,
)
from services.auth.staff.wishes import OVER_MONEY, ask, shown, waiting
from services.auth.work import AuthCall, AuthWork

_RANK = {"customer": 0, "operator": 1, "accountant": 2, "administrator": 3}


def list_staff(work: AuthWork, _: Nothing) -> StaffList:
    """All staff accounts by login, and the wishes that wait."""
    left = _counted(work.session, select(StaffRecoveryCode.user_id))
    opened = _counted(work.session, select(SignInSession.user_id).where(SignInSession.ends_at > work.now))
    users = work.session.scalars(select(User).where(User.login.is_not(None)).order_by(User.login))
    return StaffList(
        members=[
            StaffMember.model_validate(
                {
                    "user_id": str(user.id),
                    "login": user.login,
                    "role": user.role,
                    "disabled": user.disabled_at is not None,
                    "created_at": user.created_at,
                    "last_sign_in_at": user.last_sign_in_at,
                    "codes_left": left.get(user.id, 0),
                    "sessions": opened.get(user.id, 0),
                }
            )
            for user in users
        ],
        wishes=[shown(row) for row in waiting(work)],
    )


def create_staff(call: AuthCall, request: StaffCreation) -> StaffOutcome:
    """Create an account; its keys are in the answer and nowhere else. Refuses `invalid_field` for a login that exists.

    An accountant or administrator is created when another administrator agrees.
    """
    login = request.login.casefold()
    if request.role in OVER_MONEY:
        with call.transaction() as work:
            refuse_known(work, login)
            return ask(work, "create", login, request)
    return make(call, login, request.role, lambda work: None)


def change_staff_role(call: AuthCall, request: StaffRoleChange) -> StaffOutcome:
    """Give another role, and end the open sessions and tokens of the old one.

    Refusals "staff_not_found"; "staff_change_refused" for one's own role, the same role, and the last administrator.
    """
    with call.transaction() as work:
        user = other(work, request.user_id)
        if user.role == request.role:
            raise Refusal("staff_change_refused", "Эта роль у сотрудника уже есть", "role")
        if _RANK[request.role] > _RANK[user.role]:
            return ask(work, "role", str(user.login), request)
        return give_role(work, user, request.role)


def reset_staff(call: AuthCall, request: StaffRef) -> StaffOutcome:
    """New password, authenticator and recovery codes; open sessions end, a blocked account is opened again.

    Refusals as of `change_staff_role`. Keys of whoever has rights over money are given when another one agrees.
    """
    with call.transaction() as work:
        user = other(work, request.user_id)
        if user.role in OVER_MONEY:
            return ask(work, "reset", str(user.login), request)
    return renew(call, request.user_id, lambda work: _refuse_over_money(work, request.user_id))


def disable_staff(work: AuthWork, request: StaffRef) -> StaffOutcome:
    """Block the account at once, with its sessions and tokens. Refusals as of `change_staff_role`."""
    user = other(work, request.user_id)
    refuse_last_administrator(work, user)
    if user.disabled_at is None:
        user.disabled_at = work.now
        revoke_access(work.session, user.id)
        record(work, "disable_staff", user)
    return StaffOutcome(login=str(user.login))


def end_staff_sessions(work: AuthWork, request: StaffRef) -> StaffOutcome:
    """End the open sessions, as when a telephone is lost; tokens of programs stay. Refusal "staff_not_found"."""
    user = known(work, request.user_id)
    for opened in work.session.scalars(select(SignInSession).where(SignInSession.user_id == user.id)):
        work.session.delete(opened)
    audit.record(work.session, work.now, "end_staff_sessions", subject=user.id, login=str(user.login))
    return StaffOutcome(login=str(user.login))


def _refuse_over_money(work: AuthWork, user_id: str) -> None:
    """Rights over money may have come since they were looked at."""
    if other(work, user_id).role in OVER_MONEY:
        raise Refusal("staff_change_refused", "Роль сотрудника только что изменилась: повторите", "user_id")


def _counted(session: Session, users: Select[Any]) -> dict[UUID, int]:
    found = users.subquery()
    rows = session.execute(select(found.c.user_id, func.count()).group_by(found.c.user_id))
    return {row[0]: row[1] for row in rows}
