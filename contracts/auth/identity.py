"""The caller's identity, and the sessions and tokens that prove it."""

from typing import Literal

from pydantic import Field

from contracts.wire import AccountNumber, Cursor, Email, Identifier, Instant, Message, Word

Role = Literal["customer", "operator", "accountant", "administrator"]


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
    consent_version: str | None = None
    """The edition of the consent that the customer gave last; None for staff."""
    renewed_token: str | None = None
    """The session's new token, where the call asked for one."""
    idle_seconds: int = 0
    """After so many seconds without a request the session ends; 0 for what does not end by idling."""


class SessionInfo(Message):
    """An open session. Only the first half of its address is given: every holder of a session sees the list."""

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


class SecurityEvent(Message):
    """One line of «История входов». `network` is the first half of the address, `device` the browser's own words."""

    at: Instant
    action: str
    outcome: str
    network: str
    device: str


class SecurityHistoryQuery(Message):
    """`before` is the `next_before` of the page before."""

    before: Cursor | None = None
    limit: int = Field(default=20, ge=1, le=200)


class SecurityHistory(Message):
    events: list[SecurityEvent]
    next_before: int | None


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


class StaffIds(Message):
    """Members of staff whose logins are asked for, such as those of an audit trail."""

    user_ids: list[Identifier] = Field(max_length=1000)
    logins: list[Word] = Field(default=[], max_length=100)
    """Members whose ids are asked for."""


class StaffNames(Message):
    """Logins by user id; who is no member of staff is missing."""

    logins: dict[str, str]
