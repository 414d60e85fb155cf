"""Every kind of letter, in the order in which the desk lists them. Pure."""

from services.notifications.letter_kinds import appeals, bills, cabinet, payments, reminders, security, staff_access
from services.notifications.letter_kinds.kind import LetterKind

KINDS: dict[str, LetterKind] = {
    kind.code: kind
    for kind in (
        *cabinet.KINDS,
        *security.KINDS,
        *staff_access.KINDS,
        *payments.KINDS,
        *bills.KINDS,
        *appeals.KINDS,
        *reminders.KINDS,
    )
}
"""By code."""
