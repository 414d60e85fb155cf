"""auth: users, sign-in, sessions, linked accounts, consents, audit."""

from typing import ClassVar, Literal, Protocol

from pydantic import Field

from contracts.wire import AccountNumber, AccountRef, Email, Event, Identifier, Instant, Message, Nothing, refuses

Role = Literal["customer", "operator", "accountant", "administrator"]
Password = str
"""8 to 128 characters by policy; a longer one is refused by the policy's own message, not by the wire."""


class Registration(Message):
    """M3.1. `account_number` is what the person typed: it is cleaned and judged by the service."""

    account_number: str = Field(max_length=64)
    password: Password = Field(max_length=1024)
    password_confirmation: Password = Field(max_length=1024)
    email: str = Field(max_length=320)
    consent: bool
    consent_version: str = Field(max_length=32)
    ip: str = Field(max_length=64)


class Registered(Message):
    """The activation letter is on its way."""

    email: Email
    expires_at: Instant


class OneTimeToken(Message):
    """A token from a letter; it works once."""

    token: str = Field(max_length=200)


class Activated(Message):
    account_number: AccountNumber


class Credentials(Message):
    account_number: str = Field(max_length=64)
    password: Password = Field(max_length=1024)
    ip: str = Field(max_length=64)
    user_agent: str = Field(default="", max_length=512)


class StaffCredentials(Message):
    login: str = Field(max_length=64)
    password: Password = Field(max_length=1024)
    totp: str = Field(max_length=16)
    ip: str = Field(max_length=64)
    user_agent: str = Field(default="", max_length=512)


class SessionOpened(Message):
    """`token` is shown once and stored hashed; `last_sign_in` is the one before this."""

    token: str
    expires_at: Instant
    must_change_password: bool
    last_sign_in: Instant | None


class SessionToken(Message):
    """`current_password` confirms a change of settings (M4.2): the identity comes back with `confirmed`."""

    token: str = Field(max_length=200)
    current_password: Password | None = Field(default=None, max_length=1024)
    ip: str = Field(default="", max_length=64)


class LinkedAccount(Message):
    number: AccountNumber
    alias: str | None
    primary: bool


class Identity(Message):
    """Who asks: everything that a page and the access guard of the services need to know."""

    user_id: Identifier
    role: Role
    session_id: Identifier
    email: Email
    accounts: list[LinkedAccount]
    """Primary first; empty for staff."""
    must_change_password: bool
    confirmed: bool
    scopes: list[str] | None
    """None for a session; the granted scopes for a personal API token."""


class Recovery(Message):
    """M3.5: the answer is the same whether or not the pair exists."""

    account_number: str = Field(max_length=64)
    email: str = Field(max_length=320)
    ip: str = Field(max_length=64)


class PasswordByLink(Message):
    token: str = Field(max_length=200)
    password: Password = Field(max_length=1024)
    password_confirmation: Password = Field(max_length=1024)


class NewPassword(Message):
    password: Password = Field(max_length=1024)
    password_confirmation: Password = Field(max_length=1024)


class NewEmail(Message):
    email: str = Field(max_length=320)


class NewPhone(Message):
    """An empty phone removes it."""

    phone: str = Field(max_length=40)


class NewAccount(Message):
    """`proof` by the supplier's policy (B8): nothing, the sum of the last bill, or the meter's serial."""

    account_number: str = Field(max_length=64)
    proof: str | None = Field(default=None, max_length=64)


class Alias(Message):
    account_number: AccountNumber
    alias: str = Field(max_length=40)


class Profile(Message):
    email: Email
    pending_email: Email | None
    phone: str | None
    accounts: list[LinkedAccount]
    last_sign_in: Instant | None


class SessionInfo(Message):
    id: Identifier
    opened_at: Instant
    last_seen_at: Instant
    ip: str
    user_agent: str
    current: bool


class SessionList(Message):
    sessions: list[SessionInfo]


class SessionRef(Message):
    id: Identifier


class TokenRequest(Message):
    """B5: a personal API token; scopes are `read`, `submit_readings`, `create_payment`."""

    name: str = Field(min_length=1, max_length=60)
    scopes: list[Literal["read", "submit_readings", "create_payment"]] = Field(min_length=1, max_length=3)
    days: int = Field(ge=1, le=366)


class TokenInfo(Message):
    id: Identifier
    name: str
    scopes: list[str]
    created_at: Instant
    expires_at: Instant
    last_used_at: Instant | None


class TokenIssued(Message):
    """The only time that the token is shown."""

    token: str
    info: TokenInfo


class TokenList(Message):
    tokens: list[TokenInfo]


class UserQuery(Message):
    text: str = Field(min_length=2, max_length=100)


class UserFound(Message):
    user_id: Identifier
    primary_account: AccountNumber
    email: Email
    phone: str | None
    activated: bool


class UsersFound(Message):
    users: list[UserFound]


class AuthRpc(Protocol):
    """Asked by the gateway; refusals carry the field and the remedy in Russian."""

    @refuses("registration_refused", "invalid_field", "too_many_attempts")
    def register(self, request: Registration) -> Registered: ...

    @refuses("wrong_credentials", "too_many_attempts")
    def resend_activation(self, request: Credentials) -> Registered: ...

    @refuses("token_invalid")
    def activate(self, request: OneTimeToken) -> Activated: ...

    @refuses("wrong_credentials", "not_activated", "too_many_attempts", "invalid_field")
    def sign_in(self, request: Credentials) -> SessionOpened: ...

    @refuses("wrong_credentials", "too_many_attempts")
    def sign_in_staff(self, request: StaffCredentials) -> SessionOpened: ...

    @refuses("session_expired", "wrong_credentials", "too_many_attempts")
    def authenticate(self, request: SessionToken) -> Identity: ...

    @refuses()
    def sign_out(self, request: SessionToken) -> Nothing: ...

    @refuses("invalid_field", "too_many_attempts")
    def recover_password(self, request: Recovery) -> Nothing: ...

    @refuses("token_invalid", "invalid_field")
    def set_password_by_link(self, request: PasswordByLink) -> Nothing: ...

    @refuses("invalid_field")
    def change_password(self, request: NewPassword) -> SessionOpened: ...

    @refuses("invalid_field", "too_many_attempts")
    def request_email_change(self, request: NewEmail) -> Nothing: ...

    @refuses("token_invalid")
    def confirm_email(self, request: OneTimeToken) -> Nothing: ...

    @refuses("invalid_field")
    def change_phone(self, request: NewPhone) -> Nothing: ...

    @refuses(
        "invalid_field", "account_not_linked", "account_already_linked", "ownership_not_proven", "too_many_attempts"
    )
    def link_account(self, request: NewAccount) -> Profile: ...

    @refuses("account_not_linked", "primary_account")
    def unlink_account(self, request: AccountRef) -> Profile: ...

    @refuses("account_not_linked", "invalid_field")
    def rename_account(self, request: Alias) -> Profile: ...

    @refuses()
    def get_profile(self, request: Nothing) -> Profile: ...

    @refuses()
    def list_sessions(self, request: SessionToken) -> SessionList: ...

    @refuses()
    def end_session(self, request: SessionRef) -> Nothing: ...

    @refuses()
    def end_other_sessions(self, request: SessionToken) -> Nothing: ...

    @refuses("invalid_field")
    def issue_token(self, request: TokenRequest) -> TokenIssued: ...

    @refuses()
    def list_tokens(self, request: Nothing) -> TokenList: ...

    @refuses()
    def revoke_token(self, request: SessionRef) -> Nothing: ...

    @refuses()
    def find_users(self, request: UserQuery) -> UsersFound: ...


class UserRegistered(Event):
    """An activation letter is wanted; a repeated request for one publishes it again with a new token."""

    SOURCE: ClassVar = "auth"
    TYPE: ClassVar = "auth.user_registered.v1"
    user_id: Identifier
    account_number: AccountNumber
    email: Email
    token: str
    expires_at: Instant


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
