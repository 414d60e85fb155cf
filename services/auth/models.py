"""auth's tables. Only activated customers and staff are users; what waits for its letter is a registration."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Text,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.database.second_person import HeldCommand
from contracts.auth import Role
from services.auth.base import Base


class KnownAccount(Base):
    """Local copy of billing's accounts: what may be registered or linked (M3.7)."""

    __tablename__ = "known_accounts"
    number: Mapped[str] = mapped_column(Text, primary_key=True)
    open: Mapped[bool]
    version: Mapped[int] = mapped_column(BigInteger)


class OwnershipFacts(Base):
    """Local copy of what only the household knows of its account (B8): sum of the last bill, serial of the meter."""

    __tablename__ = "ownership_figures"
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    bill_period: Mapped[str | None] = mapped_column(Text)
    bill_revision: Mapped[int | None]
    bill_kopecks: Mapped[int | None] = mapped_column(BigInteger)
    meter_serial: Mapped[str | None] = mapped_column(Text)
    serial_seen_on: Mapped[date | None]


class Registration(Base):
    """A form that waits for its activation. Several people may try for one account: the first to activate gets it."""

    __tablename__ = "registrations"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_number: Mapped[str] = mapped_column(Text, index=True)
    email: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Consent(Base):
    """Consent to the processing of personal data given or withdrawn (152-ФЗ): text, time, place. Append-only."""

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(index=True)
    account_number: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    ip: Mapped[str] = mapped_column(Text)
    action: Mapped[Literal["given", "withdrawn"]] = mapped_column(Text, default="given", server_default="given")


class User(Base):
    """An activated customer, or a member of staff (then `login` and `totp_secret` are set)."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("(role = 'customer') = (login IS NULL)", name="staff_has_login"),
        CheckConstraint("(login IS NULL) = (totp_secret IS NULL)", name="staff_has_totp"),
        CheckConstraint("role IN ('customer', 'operator', 'accountant', 'administrator')", name="role"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    role: Mapped[Role] = mapped_column(Text, default="customer")
    login: Mapped[str | None] = mapped_column(Text, unique=True)
    email: Mapped[str] = mapped_column(Text, index=True)
    phone: Mapped[str | None] = mapped_column(Text, index=True)
    password_hash: Mapped[str] = mapped_column(Text)
    password_expires_at: Mapped[datetime | None]
    """Set while the password is the one from a recovery letter; it must be replaced (M3.5)."""
    totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The last time step whose code was used: a code works once."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    """When a staff account was disabled: the login stays for the audit trail."""
    last_sign_in_at: Mapped[datetime | None]
    previous_sign_in_at: Mapped[datetime | None]
    """The one before the last: a person compares it with what they remember."""
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    """Grows with each change that other services copy."""
    consent_version: Mapped[str | None] = mapped_column(Text)
    """The edition that a customer agreed to last."""
    accounts: Mapped[list["LinkedAccount"]] = relationship(
        order_by="LinkedAccount.primary.desc(), LinkedAccount.linked_at", cascade="all, delete-orphan"
    )

    @property
    def primary_account(self) -> str:
        """The account of registration, by which a customer signs in (M5.1)."""
        return self.accounts[0].number


class StaffRecoveryCode(Base):
    """Replaces a code of the authenticator once, when the telephone is lost. Stored as a digest."""

    __tablename__ = "staff_recovery_codes"
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


class HeldCommandRow(HeldCommand, Base):
    """An account, a role or keys that one administrator asked for and another one decides."""

    __tablename__ = "held_commands"


class LinkedAccount(Base):
    """An account that a user may see and pay for."""

    __tablename__ = "linked_accounts"
    __table_args__ = (
        Index("uq_linked_accounts_primary_number", "number", unique=True, postgresql_where=text('"primary"')),
        Index("uq_linked_accounts_one_primary", "user_id", unique=True, postgresql_where=text('"primary"')),
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[str] = mapped_column(Text, primary_key=True, index=True)
    primary: Mapped[bool]
    alias: Mapped[str | None] = mapped_column(Text)
    linked_at: Mapped[datetime]


class OneTimeToken(Base):
    """A link in a letter. The token itself is never stored; a used one stays until it expires, to say so."""

    __tablename__ = "one_time_tokens"
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[UUID] = mapped_column(index=True)
    new_email: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class SignInSession(Base):
    """An open session; it ends by being deleted."""

    __tablename__ = "sessions"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    """Of staff: when they last proved who they are, at the sign-in or afterwards."""
    ip: Mapped[str] = mapped_column(Text)
    user_agent: Mapped[str] = mapped_column(Text)


class ApiToken(Base):
    """A personal API token with scopes (B5)."""

    __tablename__ = "api_tokens"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    last_used_at: Mapped[datetime | None]


class Throttle(Base):
    """Attempts of one kind (see `throttling.limits`) by one subject."""

    __tablename__ = "throttles"
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    attempts: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    free_at: Mapped[datetime]


class RequestQuota(Base):
    """When the bucket of requests of one subject will be full again (see `throttling.quota`); not logged."""

    __tablename__ = "request_quotas"
    __table_args__ = {"prefixes": ["UNLOGGED"]}  # noqa: RUF012 - SQLAlchemy's own form
    bucket: Mapped[str] = mapped_column(Text, primary_key=True)
    full_at: Mapped[datetime] = mapped_column(index=True)


class TrustedNetwork(Base):
    """A network from which the owner has signed in: the limits of the account as a whole do not apply to it."""

    __tablename__ = "familiar_addresses"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    network: Mapped[str] = mapped_column(Text, primary_key=True)
    last_at: Mapped[datetime] = mapped_column(index=True)


class KnownBrowser(Base):
    """A browser in which the person has signed in, by the digest of a token that it keeps."""

    __tablename__ = "known_browsers"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    last_at: Mapped[datetime] = mapped_column(index=True)


class UnwelcomeViewer(Base):
    """Whom the owner of an account has put out: they cannot link it again until the owner allows it."""

    __tablename__ = "unwelcome_viewers"
    account_number: Mapped[str] = mapped_column(Text, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]


def _by_beginning(name: str, sought: ColumnElement[str]) -> None:
    """An index of what is searched by how it begins."""
    Index(name, sought.label("sought"), postgresql_ops={"sought": "text_pattern_ops"})


_by_beginning("ix_users_email_lower", func.lower(User.email))
_by_beginning("ix_users_phone_reversed", func.reverse(User.phone))
_by_beginning("ix_registrations_email_lower", func.lower(Registration.email))
