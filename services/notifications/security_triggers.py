"""Which events about the keys of a cabinet make which warnings; the same form as `triggers.py`."""

from collections.abc import Iterator
from uuid import UUID

from contracts.auth import (
    AccountShared,
    ApiTokenIssued,
    EmailChanged,
    StaffAccessChanged,
    StaffCodesGuessed,
    TakeoverReported,
    UnknownBrowserSignedIn,
)
from services.notifications.letter_kinds import security, staff_access
from services.notifications.letter_kinds.content import LetterContent
from services.notifications.letters.queue import Draft
from services.notifications.work import NotificationsWork
from wording.moscow import MOSCOW


def email_changed(_work: NotificationsWork, event: EmailChanged) -> Iterator[Draft]:
    """Both addresses learn of it: the old one may be the owner's. An event of an older release names no old one."""
    if event.old_email is None:
        return
    contents = {
        "email_changed": (event.old_email, security.email_changed(event)),
        "email_confirmed": (event.email, security.email_confirmed(event)),
    }
    for kind, (address, content) in contents.items():
        yield Draft(
            kind=kind,
            key=f"{event.user_id}:{event.version}",
            email=address,
            content=content,
            account_number=event.account_number,
            user_id=UUID(event.user_id),
            secret=event.report_token if kind == "email_changed" else None,
        )


def api_token_issued(_work: NotificationsWork, event: ApiTokenIssued) -> Iterator[Draft]:
    yield _to_owner(
        event, "token_issued", f"{event.user_id}:{event.issued_at.isoformat()}", security.token_issued(event)
    )


def unknown_browser_signed_in(_work: NotificationsWork, event: UnknownBrowserSignedIn) -> Iterator[Draft]:
    yield _to_owner(
        event, "new_browser", f"{event.user_id}:{event.signed_in_at.isoformat()}", security.new_browser(event)
    )


def account_shared(_work: NotificationsWork, event: AccountShared) -> Iterator[Draft]:
    """One letter a day and viewer: whoever adds and removes the account again and again fills no mailbox."""
    key = f"{event.account_number}:{event.viewer_id}:{event.since.astimezone(MOSCOW):%Y-%m-%d}:{event.user_id}"
    yield _to_owner(event, "account_shared", key, security.account_shared(event))


def takeover_reported(_work: NotificationsWork, event: TakeoverReported) -> Iterator[Draft]:
    yield _to_owner(
        event, "access_closed", f"{event.user_id}:{event.reported_at.isoformat()}", security.access_closed(event)
    )


def _to_owner(
    event: ApiTokenIssued | UnknownBrowserSignedIn | AccountShared | TakeoverReported,
    kind: str,
    key: str,
    content: LetterContent,
) -> Draft:
    """A letter to the address that the event names: the one that stood when it happened."""
    return Draft(
        kind=kind,
        key=key,
        email=event.email,
        content=content,
        account_number=event.account_number,
        user_id=UUID(event.user_id),
        secret=getattr(event, "report_token", None),
    )


def staff_codes_guessed(work: NotificationsWork, event: StaffCodesGuessed) -> Iterator[Draft]:
    """One letter a day and login, where the supplier has named an address for it; the alert stands in any case."""
    if (address := work.dependencies.settings.security_email) is not None:
        yield Draft(
            kind="staff_codes_guessed",
            key=f"{event.login}:{event.last_at.astimezone(MOSCOW):%Y-%m-%d}",
            email=address,
            content=security.staff_codes_guessed(event),
        )


def staff_access_changed(work: NotificationsWork, event: StaffAccessChanged) -> Iterator[Draft]:
    """To the same address: nobody gets rights at the desk unnoticed."""
    if (address := work.dependencies.settings.security_email) is not None:
        yield Draft(
            kind="staff_access_changed",
            key=f"{event.user_id}:{event.what}:{event.changed_at.isoformat()}",
            email=address,
            content=staff_access.staff_access_changed(event),
        )
