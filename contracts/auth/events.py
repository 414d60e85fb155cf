"""The events that auth publishes.

`token`, `new_password` and `report_token`, the key of «Это был не я», are sealed (`contracts.auth.letters`).
"""

from typing import ClassVar

from contracts.wire import AccountNumber, Email, Event, Identifier, Instant


class UserRegistered(Event):
    """An activation letter is wanted; a repeated request for one publishes it again with a new token."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.user_registered.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email
    token: str
    expires_at: Instant


class RegistrationRepeated(Event):
    """Somebody tried to register an account that has a cabinet; only its owner learns of it (M3.7)."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.registration_repeated.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email
    attempted_at: Instant


class UserActivated(Event):
    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.user_activated.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email


class PasswordReset(Event):
    """M3.5: exactly one of `new_password` and `token` is given, by the setting PASSWORD_RECOVERY."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.password_reset.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email
    new_password: str | None
    token: str | None
    expires_at: Instant


class PasswordChanged(Event):
    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.password_changed.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email
    report_token: str | None = None


class EmailChangeRequested(Event):
    """A letter with the link goes to the new address, a notice to the old one."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.email_change_requested.v1"
    user_id: Identifier
    account_number: AccountNumber
    old_email: Email
    new_email: Email
    token: str
    expires_at: Instant
    report_token: str | None = None


class EmailChanged(Event):
    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.email_changed.v1"
    user_id: Identifier
    email: Email
    version: int
    """Grows with each change of this user, so that an older event cannot undo a newer one."""
    old_email: Email | None = None
    account_number: AccountNumber | None = None
    changed_at: Instant | None = None
    report_token: str | None = None


class ApiTokenIssued(Event):
    """The owner learns of each new token for a program."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.api_token_issued.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email
    name: str
    scopes: list[str]
    issued_at: Instant
    expires_at: Instant
    report_token: str | None = None


class UnknownBrowserSignedIn(Event):
    """Somebody who knows the password signed in from a browser that was never seen for this cabinet."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.unknown_browser_signed_in.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email
    user_agent: str
    signed_in_at: Instant
    report_token: str | None = None


class TakeoverReported(Event):
    """Somebody followed «Это был не я» of a warning: all access has ended, `email` is the address of that letter."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.takeover_reported.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email
    reported_at: Instant


class AccountShared(Event):
    """Another cabinet sees the account: its owner (`user_id`) learns of it."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.account_shared.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email
    viewer_id: Identifier
    viewer_email: Email
    """Masked."""
    since: Instant


class StaffCodesGuessed(Event):
    """Somebody who knows the password of a member of staff types wrong codes."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.staff_codes_guessed.v1"
    user_id: Identifier
    login: str
    attempts: int
    last_at: Instant


class StaffAccessChanged(Event):
    """An account of staff was made, blocked, or got another role or other keys."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.staff_access_changed.v1"
    user_id: Identifier
    login: str
    what: str
    """The action as the trail has it."""
    role: str
    changed_by: str
    """The administrator's user id; empty: a command of the server."""
    changed_at: Instant


class CabinetDeleted(Event):
    """The person has withdrawn their consent and closed the cabinet: copies are deleted, letters stop.

    `email` is for the last letter; what bills, payments and appeals keep by law stays with the account.
    """

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.cabinet_deleted.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email
    deleted_at: Instant
    version: int
    detached: bool = False
    """The supplier ended the access to its only account (change of owner): nobody has withdrawn a consent."""


class AccountLinked(Event):
    """Also published for the primary account at activation."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.account_linked.v1"
    user_id: Identifier
    account_number: AccountNumber
    primary: bool
    email: Email
    version: int


class AccountUnlinked(Event):
    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.account_unlinked.v1"
    user_id: Identifier
    account_number: AccountNumber
    version: int
    detached_email: Email | None = None
    """Of the person from whom the supplier took the account, for a letter; None: the person removed it."""
    primary_account: AccountNumber | None = None
    """By which that person signs in from now on."""
