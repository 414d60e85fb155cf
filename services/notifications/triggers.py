"""Which event makes which letters, and for whom: `service.py` binds each trigger to its event."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from contracts import links
from contracts.auth import (
    AccountUnlinked,
    CabinetDeleted,
    EmailChangeRequested,
    PasswordChanged,
    PasswordReset,
    RegistrationRepeated,
    UserRegistered,
)
from contracts.billing import BillPublished, RestrictionNoticeIssued
from contracts.feedback import AppealAnswered
from contracts.payments import PaymentFailed, PaymentRefunded, PaymentSucceeded
from services.notifications.customers.directory import email_of, readers
from services.notifications.letter_kinds import appeals, bills, cabinet, payments, reminders, security
from services.notifications.letters.queue import Draft, write
from services.notifications.models import Letter
from services.notifications.reminders.rule_editions import rules_of
from services.notifications.work import NotificationsWork
from wording.moscow import MOSCOW, day_begins

Handler = Callable[[NotificationsWork, Any], object]


def queues(trigger: Callable[[NotificationsWork, Any], Iterable[Draft]]) -> Handler:
    """A handler of an event that queues the letters of a trigger."""

    def handler(work: NotificationsWork, event: Any) -> None:
        for draft in trigger(work, event):
            write(work.session, draft, work.now, work.dependencies.settings.sender_domain)

    return handler


def in_order(*handlers: Handler) -> Handler:
    """One handler that runs several, in the same transaction."""

    def handler(work: NotificationsWork, event: Any) -> None:
        for one in handlers:
            one(work, event)

    return handler


def user_registered(_work: NotificationsWork, event: UserRegistered) -> Iterator[Draft]:
    yield Draft(
        kind="activation",
        key=_digest(event.token),
        email=event.email,
        content=cabinet.activation(event),
        account_number=event.account_number,
        user_id=UUID(event.user_id),
        expires_at=event.expires_at,
        secret=event.token,
    )


def registration_repeated(_work: NotificationsWork, event: RegistrationRepeated) -> Iterator[Draft]:
    """One letter a day is enough for an owner whose account somebody keeps trying."""
    yield Draft(
        kind="registration_repeated",
        key=f"{event.account_number}:{event.attempted_at.astimezone(MOSCOW):%Y-%m-%d}",
        email=event.email,
        content=cabinet.registration_repeated(event),
        account_number=event.account_number,
        user_id=UUID(event.user_id),
    )


def password_reset(_work: NotificationsWork, event: PasswordReset) -> Iterator[Draft]:
    """A new password or a link, as PASSWORD_RECOVERY of auth says."""
    secret = event.new_password or event.token or ""
    yield Draft(
        kind="new_password" if event.new_password else "password_link",
        key=_digest(secret),
        email=event.email,
        content=cabinet.new_password(event) if event.new_password else cabinet.password_link(event),
        account_number=event.account_number,
        user_id=UUID(event.user_id),
        expires_at=event.expires_at,
        secret=secret,
    )


def password_changed(_work: NotificationsWork, event: PasswordChanged) -> Iterator[Draft]:
    """Nothing in the event distinguishes two changes; the inbox lets each event through once."""
    yield Draft(
        kind="password_changed",
        key=str(uuid4()),
        email=event.email,
        content=security.password_changed(event),
        account_number=event.account_number,
        user_id=UUID(event.user_id),
        secret=event.report_token,
    )


def cabinet_deleted(_work: NotificationsWork, event: CabinetDeleted) -> Iterator[Draft]:
    """The last letter. It names no user, so that no later change of the user touches it."""
    yield Draft(
        kind="cabinet_deleted",
        key=event.user_id,
        email=event.email,
        content=cabinet.cabinet_detached(event) if event.detached else cabinet.cabinet_deleted(event),
        account_number=event.account_number,
    )


def account_unlinked(_work: NotificationsWork, event: AccountUnlinked) -> Iterator[Draft]:
    """A letter when the supplier took the account; who removed it knows."""
    if event.detached_email is not None:
        yield Draft(
            kind="account_detached",
            key=f"{event.user_id}:{event.account_number}:{event.version}",
            email=event.detached_email,
            content=cabinet.account_detached(event),
            account_number=event.account_number,
            user_id=UUID(event.user_id),
        )


def email_change_requested(_work: NotificationsWork, event: EmailChangeRequested) -> Iterator[Draft]:
    """The link goes to the new address, a warning to the old one."""
    key, number, user = _digest(event.token), event.account_number, UUID(event.user_id)
    yield Draft(
        kind="email_link",
        key=key,
        email=event.new_email,
        content=cabinet.email_link(event),
        account_number=number,
        user_id=user,
        expires_at=event.expires_at,
        secret=event.token,
    )
    yield Draft(
        kind="email_notice",
        key=key,
        email=event.old_email,
        content=cabinet.email_notice(event),
        account_number=number,
        user_id=user,
        secret=event.report_token,
    )


def payment_succeeded(_work: NotificationsWork, event: PaymentSucceeded) -> Iterator[Draft]:
    """To the address given at the payment, and only if one was given (M4.1.3): one letter for all its accounts,
    whichever of them is told first."""
    if event.receipt_email:
        yield Draft(
            kind="receipt",
            key=event.payment_id,
            email=event.receipt_email,
            content=payments.receipt(event),
            account_number=event.account_number,
        )


def payment_refunded(work: NotificationsWork, event: PaymentRefunded) -> Iterator[Draft]:
    address = event.receipt_email or email_of(work.session, event.user_id)
    if address:
        yield Draft(
            kind="refund",
            key=event.refund_id,
            email=address,
            content=payments.refund(event),
            account_number=event.account_number,
        )


TOLD_FAILURES = ("attempts_exhausted", "not_at_bank", "settled_as_not_paid", "reversed_before_seen_paid")
"""Causes of a failed payment that a letter tells of."""


ABOUT_MONEY = ("settled_as_not_paid", "reversed_before_seen_paid")


def _told_today(work: NotificationsWork, event: PaymentFailed) -> bool:
    """Whether this customer has had such a letter on this Moscow day, about another payment."""
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"payment_failed:{event.user_id}", 0))
    work.session.execute(select(lock))  # replicas read two events at a time
    mine = select(Letter.id).where(
        Letter.user_id == UUID(str(event.user_id)),
        Letter.purpose == "payment_failed",
        Letter.created_at >= day_begins(work.clock.today()),
    )
    return work.session.scalars(mine.limit(1)).first() is not None


def payment_failed(work: NotificationsWork, event: PaymentFailed) -> Iterator[Draft]:
    """Only for a refusal that the customer has not seen an answer to yet: not for an order that was left, cancelled or
    ran out, and not when the account was paid since. Of unfinished payments one letter a day; money that goes back is
    always told."""
    address = email_of(work.session, event.user_id)
    told = event.cause in TOLD_FAILURES if event.cause else event.state == "declined"
    if not (address and event.user_id and told) or event.paid_since:
        return
    if event.cause in ABOUT_MONEY or not _told_today(work, event):
        yield Draft(
            kind="payment_failed",
            key=event.payment_id,
            email=address,
            content=payments.failure(event),
            account_number=event.account_number,
            user_id=UUID(event.user_id),
        )


def bill_published(work: NotificationsWork, event: BillPublished) -> Iterator[Draft]:
    """The bill itself for those who get it by e-mail, a reminder that it is ready for those who chose that."""
    number, reminded = event.account_number, "bill" in rules_of(work.session, work.clock.today()).on
    for reader in readers(work.session, number):
        if not reader.email_bill and not (reminded and "bill" in reader.reminders):
            continue
        subscription = "email_bill" if reader.email_bill else "bill"
        yield Draft(
            kind="bill" if reader.email_bill else "reminder_bill",
            key=f"{number}:{event.period}:{event.revision}:{reader.user_id}",
            email=reader.email,
            content=bills.bill(event) if reader.email_bill else reminders.bill_ready(event),
            account_number=number,
            user_id=reader.user_id,
            bill={"account_number": number, "period": event.period, "revision": event.revision}
            if reader.email_bill
            else None,
            unsubscribe=links.unsubscribing(str(reader.unsubscribe_key), subscription),
        )


def restriction_notice_issued(work: NotificationsWork, event: RestrictionNoticeIssued) -> Iterator[Draft]:
    """Worth sending until the deadline has passed. Nobody can unsubscribe from it: it has legal consequences."""
    for reader in readers(work.session, event.account_number):
        yield Draft(
            kind="restriction",
            key=f"{event.account_number}:{event.issued_on}:{reader.user_id}",
            email=reader.email,
            content=bills.restriction(event),
            account_number=event.account_number,
            user_id=reader.user_id,
            expires_at=day_begins(event.deadline + timedelta(days=1)),
        )


def appeal_answered(_work: NotificationsWork, event: AppealAnswered) -> Iterator[Draft]:
    yield Draft(
        kind="appeal_answered",
        key=f"{event.appeal_id}:{event.answered_at.isoformat()}",
        email=event.email,
        content=appeals.answered(event),
        account_number=event.account_number,
    )


def _digest(secret: str) -> str:
    """Distinguishes events without keeping their secret."""
    return hashlib.sha256(secret.encode()).hexdigest()[:32]
