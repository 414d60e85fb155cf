"""What letters are for: how urgent, how long they are worth sending, to whom. Pure."""

from dataclasses import dataclass
from datetime import timedelta

URGENT, NORMAL, BULK = 0, 5, 9


@dataclass(frozen=True, slots=True)
class Purpose:
    """`lifetime` None: the fact itself says until when the letter makes sense."""

    name: str
    priority: int
    lifetime: timedelta | None
    follows_profile: bool = False
    """Goes to the profile's address, also when that changes while the letter waits (M4.2.4)."""
    supersedes: bool = False
    """Of several that wait for one person only the one that lasts longest is worth sending: its token is the newest."""


_WEEK = timedelta(days=7)

PURPOSES = {
    purpose.name: purpose
    for purpose in (
        Purpose("activation", URGENT, None, supersedes=True),
        Purpose("cabinet_deleted", URGENT, _WEEK),
        Purpose("registration_repeated", NORMAL, _WEEK, follows_profile=True),
        Purpose("new_password", URGENT, None, supersedes=True),
        Purpose("password_link", URGENT, None, supersedes=True),
        Purpose("email_link", URGENT, None, supersedes=True),
        Purpose("email_notice", URGENT, _WEEK),
        Purpose("password_changed", URGENT, _WEEK, follows_profile=True),
        Purpose("receipt", NORMAL, 2 * _WEEK),
        Purpose("refund", NORMAL, 2 * _WEEK),
        Purpose("payment_failed", NORMAL, timedelta(days=2), follows_profile=True),
        Purpose("appeal_answered", NORMAL, 4 * _WEEK),
        Purpose("restriction", NORMAL, None, follows_profile=True),
        Purpose("bill", BULK, 4 * _WEEK, follows_profile=True),
        Purpose("reminder_bill", BULK, 2 * _WEEK, follows_profile=True),
        Purpose("reminder_readings", BULK, None, follows_profile=True),
        Purpose("reminder_due", BULK, None, follows_profile=True),
        Purpose("reminder_verification", BULK, None, follows_profile=True),
    )
}
