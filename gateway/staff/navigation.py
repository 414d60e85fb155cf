"""What every page of the desk shows around its content: the sections that the role may use."""

from secrets import token_urlsafe

from flask import g

from gateway.staff.access.members import Member
from gateway.staff.sections import GROUPS, Group
from gateway.staff.words import approvals, audit, codes


def _groups(known: Member) -> list[Group]:
    """The sections that the role may use, without headings of nothing."""
    shown = (Group(one.title, tuple(s for s in one.sections if known.may(s.call))) for one in GROUPS)
    return [group for group in shown if group.sections]


def desk_context() -> dict[str, object]:
    """Names for the desk's templates; `member` is None on its sign-in page."""
    known = g.get("member")
    return {
        "member": known,
        "may": known.may if known else lambda call: False,
        "desk_groups": _groups(known) if known else [],
        "new_nonce": token_urlsafe(12),
        "words": codes,
        "approval_states": approvals.STATE,
        "trail": audit,
    }
