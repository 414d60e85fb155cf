"""Which events about the keys of a cabinet make which warnings; the same form as `triggers.py`."""

from collections.abc import Iterator
from uuid import UUID

from contracts.auth import (
    AccountShared,
    ApiTokenIssued,
    EmailChanged,
    StaffCodesGuessed,
    UnknownBrowserSignedIn,
)
from services.notifications.letter_kinds import security
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
        )


def api_token_issued(_work: NotificationsWork, event: ApiTokenIssued) -> Iterator[Draft]:
    yield Draft(
        kind="token_issued",
        key=f"{event.user_id}:{event.issued_at.isoformat()}",
        email=event.email,
        content=security.token_issued(event),
        account_number=event.account_number,
        user_id=UUID(event.user_id),
    )


def unknown_browser_signed_in(_work: NotificationsWork, event: UnknownBrowserSignedIn) -> Iterator[Draft]:
    yield Draft(
        kind="new_browser",
        key=f"{event.user_id}:{event.signed_in_at.isoformat()}",
        email=event.email,
        content=security.new_browser(event),
        account_number=event.account_number,
        user_id=UUID(event.user_id),
    )


def account_shared(_work: NotificationsWork, event: AccountShared) -> Iterator[Draft]:
    """One letter a day and viewer: whoever adds and removes the account again and again fills no mailbox."""
    yield Draft(
        kind="account_shared",
        key=f"{event.account_number}:{event.viewer_id}:{event.since.astimezone(MOSCOW):%Y-%m-%d}:{event.user_id}",
        email=event.email,
        content=security.account_shared(event),
        account_number=event.account_number,
        user_id=UUID(event.user_id),
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
