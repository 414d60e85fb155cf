"""Members of staff, what waits for a second administrator, and tokens of programs."""

from datetime import timedelta
from typing import Any

from contracts import auth
from contracts.wire import Nothing
from tests.support.scripted.approvals_desk import COLLEAGUE, MEMBER_ID
from tests.support.scripted.people import NOW

OPERATOR = "7b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a33"


def member(user_id: str = OPERATOR, login: str = "sidorova", **more: Any) -> auth.StaffMember:
    row = {
        "user_id": user_id,
        "login": login,
        "role": "operator",
        "disabled": False,
        "created_at": NOW - timedelta(days=90),
        "last_sign_in_at": NOW - timedelta(hours=3),
        "codes_left": 7,
        "sessions": 1,
    }
    return auth.StaffMember.model_validate(row | more)


def wish(**more: Any) -> auth.StaffWish:
    row = {
        "wish_id": "w-1",
        "deed": "role",
        "login": "sidorova",
        "role": "accountant",
        "requested_by": COLLEAGUE,
        "requested_at": NOW,
        "expires_at": NOW + timedelta(days=14),
    }
    return auth.StaffWish.model_validate(row | more)


def keys() -> auth.StaffKeys:
    return auth.StaffKeys(
        login="ivanova",
        password="gR7-tuhu-Nork-9",
        totp_secret="JBSWY3DPEHPK3PXP",
        totp_uri="otpauth://totp/ivanova?secret=JBSWY3DPEHPK3PXP",
        recovery_codes=["aaaa-bbbb", "cccc-dddd"],
    )


def answers() -> dict[str, Any]:
    asked = auth.StaffOutcome(login="sidorova", wish=wish())
    members = [
        member(MEMBER_ID, "accountant", role="administrator"),
        member(COLLEAGUE, "petrova", role="administrator"),
        member(),
        member("8b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a44", "former", disabled=True, sessions=0),
    ]
    token = auth.ProgramToken(
        token_id="t-1",
        login="petrova",
        name="1С: выгрузка",
        created_at=NOW,
        expires_at=NOW + timedelta(days=300),
        last_used_at=None,
    )
    info = auth.TokenInfo(
        id="t-2", name="1С", scopes=["import"], created_at=NOW, expires_at=NOW + timedelta(days=365), last_used_at=None
    )
    return {
        "auth.list_staff": auth.StaffList(members=members, wishes=[wish()]),
        "auth.create_staff": lambda new: auth.StaffOutcome(login=new.login, keys=keys()),
        "auth.change_staff_role": asked,
        "auth.reset_staff": auth.StaffOutcome(login="sidorova", keys=keys()),
        "auth.disable_staff": auth.StaffOutcome(login="sidorova"),
        "auth.end_staff_sessions": auth.StaffOutcome(login="sidorova"),
        "auth.release_staff_wish": auth.StaffOutcome(login="sidorova", keys=keys()),
        "auth.drop_staff_wish": auth.StaffOutcome(login="sidorova"),
        "auth.list_program_tokens": auth.ProgramTokens(tokens=[token]),
        "auth.issue_program_token": auth.TokenIssued(token="lk_once", info=info),
        "auth.revoke_program_token": Nothing(),
    }
