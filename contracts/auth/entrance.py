"""Registration, activation, sign-in, recovery: messages of visitors who are not signed in."""

from typing import Literal

from pydantic import Field

from contracts.wire import AccountNumber, Email, Instant, Message

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
    proof: str | None = Field(default=None, max_length=64)
    """By the supplier's policy (B8), see `EntrancePolicy`."""
    ip: str = Field(max_length=64)


class EntrancePolicy(Message):
    """What the supplier requires for registering or linking an account (B8)."""

    ownership_proof: Literal["none", "bill_sum", "meter_serial"]


class Registered(Message):
    """The activation letter is on its way."""

    email: Email
    expires_at: Instant


class OneTimeToken(Message):
    """A token from a letter; it works once.

    `password` is asked for at an activation when several forms name the same account and address: each letter opens
    the cabinet with the password of its own form, and only who filled that form in knows it.
    """

    token: str = Field(max_length=200)
    password: Password | None = Field(default=None, max_length=1024)


class TakeoverClosed(Message):
    """All access has ended; with the token its bearer chooses a new password, once."""

    token: str


class Activated(Message):
    account_number: AccountNumber


class Credentials(Message):
    """`replaces` is the session that this browser already has: it ends with the new one's beginning (ASVS 7.2.4)."""

    account_number: str = Field(max_length=64)
    password: Password = Field(max_length=1024)
    ip: str = Field(max_length=64)
    user_agent: str = Field(default="", max_length=512)
    replaces: str | None = Field(default=None, max_length=200)
    browser: str | None = Field(default=None, max_length=200)
    """What a browser keeps to be known again, "" while it keeps nothing; None: a program, which keeps nothing."""


class StaffCredentials(Message):
    login: str = Field(max_length=64)
    password: Password = Field(max_length=1024)
    totp: str = Field(max_length=40)
    """The authenticator's code, or a recovery code."""
    ip: str = Field(max_length=64)
    user_agent: str = Field(default="", max_length=512)
    replaces: str | None = Field(default=None, max_length=200)
    """As in `Credentials`."""


class StaffConfirmation(Message):
    """A member of staff proves again who they are: `secret` is the password, or an unused code of the authenticator."""

    token: str = Field(max_length=200)
    secret: Password = Field(max_length=1024)
    ip: str = Field(default="", max_length=64)


class SessionOpened(Message):
    """`token` is shown once and stored hashed; `last_sign_in` is the one before this."""

    token: str
    expires_at: Instant
    must_change_password: bool
    last_sign_in: Instant | None
    browser: str | None = None
    """A token by which the browser is known again; it opens nothing."""


class SessionToken(Message):
    """`current_password` confirms a change of settings (M4.2): the identity comes back with `confirmed`.

    `renew` asks for a new token after the password was right (ASVS 7.2.4); the presented one then stops working.
    """

    token: str = Field(max_length=200)
    current_password: Password | None = Field(default=None, max_length=1024)
    renew: bool = False
    ip: str = Field(default="", max_length=64)


class Recovery(Message):
    """M3.5: the answer is the same whether or not the pair exists."""

    account_number: str = Field(max_length=64)
    email: str = Field(max_length=320)
    ip: str = Field(max_length=64)


class PasswordByLink(Message):
    token: str = Field(max_length=200)
    password: Password = Field(max_length=1024)
    password_confirmation: Password = Field(max_length=1024)
