"""What one administrator asks for and another one decides: rights over money, and keys to them.

More rights come with new keys, which go to who decides, never to who asked.
"""

from datetime import timedelta

from chassis.database import audit, second_person
from chassis.errors import Refusal
from contracts.auth import StaffCreation, StaffOutcome, StaffRef, StaffRoleChange, StaffWish, StaffWishRef
from services.auth.models import HeldCommandRow
from services.auth.staff.keeping import give_role, known, make, other, renew
from services.auth.work import AuthCall, AuthWork

OVER_MONEY = frozenset({"accountant", "administrator"})
"""Roles whose rights need a second administrator to be given."""
LASTS = timedelta(days=14)
Command = StaffCreation | StaffRef | StaffRoleChange


def waiting(work: AuthWork) -> list[HeldCommandRow]:
    """What can still be decided, the newest first."""
    return second_person.listed(
        work.session, HeldCommandRow, work.now, waiting=True, after=None, account=None, size=100
    )


def ask(work: AuthWork, deed: str, login: str, command: Command) -> StaffOutcome:
    """Keep the wish. Refusal "staff_change_refused" for one that waits already."""
    if any((row.deed, row.subject) == (deed, login) for row in waiting(work)):
        raise Refusal("staff_change_refused", "Такой запрос уже ждёт другого администратора")
    wish = second_person.Wish(
        deed=deed,
        command=command,
        key=f"{deed}:{login}:{work.now.isoformat()}",
        subject=login,
        account_number=None,
        amount=0,
        most=0,
        ground=_role_of(work, command),
        lasts=LASTS,
    )
    row, _ = second_person.hold(work.session, HeldCommandRow, wish, work.caller, work.now)
    audit.record(work.session, work.now, "ask_approval", subject=row.id, deed=f"staff_{deed}", login=login)
    return StaffOutcome(login=login, wish=shown(row))


def shown(row: HeldCommandRow) -> StaffWish:
    """The wish as the contract has it."""
    return StaffWish.model_validate(
        {
            "wish_id": row.id,
            "deed": row.deed,
            "login": row.subject,
            "role": row.ground,
            "requested_by": row.requested_by,
            "requested_at": row.requested_at,
            "expires_at": row.expires_at,
        }
    )


def release_staff_wish(call: AuthCall, request: StaffWishRef) -> StaffOutcome:
    """The second administrator agrees: it is done now, and keys go to them. Refusals of the deed itself, and
    "approval_not_found", "approval_not_possible" for who asked, and for what is decided."""
    with call.reading() as work:
        row = work.session.get(HeldCommandRow, request.wish_id)
        deed, command = (row.deed, row.command) if row is not None else ("", "")

    def release(work: AuthWork) -> None:
        released = second_person.release(work.session, HeldCommandRow, request.wish_id, work.caller, work.now)
        audit.record(
            work.session, work.now, "approve_deed", subject=released.id, deed=f"staff_{released.deed}",
            login=released.subject, requested_by=released.requested_by,
        )  # fmt: skip

    match deed:
        case "create":
            wanted = StaffCreation.model_validate_json(command)
            return make(call, wanted.login.casefold(), wanted.role, release)
        case "reset":
            return renew(call, StaffRef.model_validate_json(command).user_id, release)
        case "role":
            change = StaffRoleChange.model_validate_json(command)

            def promote(work: AuthWork) -> None:
                release(work)
                give_role(work, other(work, change.user_id), change.role)

            # Whoever asked may know the present keys: they would be both persons that money needs.
            return renew(call, change.user_id, promote)
    raise Refusal("approval_not_found", "Такого запроса нет", "wish_id")


def drop_staff_wish(work: AuthWork, request: StaffWishRef) -> StaffOutcome:
    """Who asked takes it back, another administrator refuses it."""
    row = work.session.get(HeldCommandRow, request.wish_id)
    mine = row is not None and row.requested_by == work.caller.user_id
    if mine:
        dropped = second_person.withdraw(work.session, HeldCommandRow, request.wish_id, work.caller, work.now)
    else:
        dropped = second_person.refuse(work.session, HeldCommandRow, request.wish_id, work.caller, work.now, "")
    action = "withdraw_deed" if mine else "refuse_deed"
    details = {"deed": f"staff_{dropped.deed}", "login": dropped.subject, "requested_by": dropped.requested_by}
    audit.record(work.session, work.now, action, subject=dropped.id, **details)
    return StaffOutcome(login=dropped.subject)


def _role_of(work: AuthWork, command: Command) -> str:
    return known(work, command.user_id).role if isinstance(command, StaffRef) else command.role
