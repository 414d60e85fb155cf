"""The events that auth publishes."""

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


class EmailChanged(Event):
    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.email_changed.v1"
    user_id: Identifier
    email: Email
    version: int
    """Grows with each change of this user, so that an older event cannot undo a newer one."""


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
