"""Which fact makes which letters, and for whom."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from contracts import links
from contracts.auth import (
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
from services.notifications.letter_kinds import appeals, money, reminders, security
from services.notifications.letters.queue import Draft
from services.notifications.reminders.rule_editions import rules_of
from wording.moscow import MOSCOW, day_begins


def registered(event: UserRegistered) -> Iterator[Draft]:
    wording, user = security.activation(event), UUID(event.user_id)
    key = _digest(event.token)
    yield Draft("activation", key, event.email, wording, event.account_number, user, event.expires_at, event.token)


def registration_repeated(event: RegistrationRepeated) -> Iterator[Draft]:
    """One letter a day is enough for an owner whose account somebody keeps trying."""
    key = f"{event.account_number}:{event.attempted_at.astimezone(MOSCOW):%Y-%m-%d}"
    wording, user = security.registration_repeated(event), UUID(event.user_id)
    yield Draft("registration_repeated", key, event.email, wording, event.account_number, user)


def password_reset(event: PasswordReset) -> Iterator[Draft]:
    secret = event.new_password or event.token or ""
    purpose, words = (
        ("new_password", security.new_password) if event.new_password else ("password_link", security.password_link)
    )
    user = UUID(event.user_id)
    yield Draft(
        purpose, _digest(secret), event.email, words(event), event.account_number, user, event.expires_at, secret
    )


def password_changed(event: PasswordChanged) -> Iterator[Draft]:
    """Nothing in the fact tells two changes apart; that each is heard once is the inbox's work."""
    wording = security.password_changed(event)
    yield Draft("password_changed", str(uuid4()), event.email, wording, event.account_number, UUID(event.user_id))


def cabinet_deleted(event: CabinetDeleted) -> Iterator[Draft]:
    """The last letter; it names no user, so that nothing follows him any more."""
    yield Draft("cabinet_deleted", event.user_id, event.email, security.cabinet_deleted(event), event.account_number)


def email_change(event: EmailChangeRequested) -> Iterator[Draft]:
    """The link goes to the new address, a notice to the old one."""
    key, number, user = _digest(event.token), event.account_number, UUID(event.user_id)
    link = security.email_link(event)
    yield Draft("email_link", key, event.new_email, link, number, user, event.expires_at, event.token)
    yield Draft("email_notice", key, event.old_email, security.email_notice(event), number, user)


def paid(event: PaymentSucceeded) -> Iterator[Draft]:
    """To the address given at the payment, and only if one was given (M4.1.3)."""
    if event.receipt_email:
        yield Draft("receipt", event.payment_id, event.receipt_email, money.receipt(event), event.account_number)


def refunded(event: PaymentRefunded, session: Session) -> Iterator[Draft]:
    address = event.receipt_email or email_of(session, event.user_id)
    if address:
        yield Draft("refund", event.refund_id, address, money.refund(event), event.account_number)


def failed(event: PaymentFailed, session: Session) -> Iterator[Draft]:
    """Not for a payment that the customer gave up himself."""
    address = email_of(session, event.user_id)
    if address and event.user_id and event.state != "cancelled":
        user = UUID(event.user_id)
        yield Draft("payment_failed", event.payment_id, address, money.failure(event), event.account_number, user)


def bill_published(event: BillPublished, session: Session, today: date) -> Iterator[Draft]:
    """The bill itself for whoever wants it by e-mail, a word that it is ready for whoever wants that reminder."""
    number = event.account_number
    attached = {"account_number": number, "period": event.period, "revision": event.revision}
    for reader in readers(session, number):
        fact, key = f"{number}:{event.period}:{event.revision}:{reader.user_id}", str(reader.unsubscribe_key)
        if reader.email_bill:
            off = links.unsubscribing(key, "email_bill")
            yield Draft(
                "bill", fact, reader.email, money.bill(event), number, reader.user_id, bill=attached, unsubscribe=off
            )
        elif "bill" in reader.reminders and "bill" in rules_of(session, today).on:
            words, off = reminders.bill_ready(event), links.unsubscribing(key, "bill")
            yield Draft("reminder_bill", fact, reader.email, words, number, reader.user_id, unsubscribe=off)


def restriction(event: RestrictionNoticeIssued, session: Session) -> Iterator[Draft]:
    """Worth sending until the deadline has passed. Nobody can unsubscribe from it: it has legal consequences."""
    end = day_begins(event.deadline + timedelta(days=1))
    number, wording = event.account_number, money.restriction(event)
    for reader in readers(session, number):
        fact = f"{number}:{event.issued_on}:{reader.user_id}"
        yield Draft("restriction", fact, reader.email, wording, number, reader.user_id, end)


def answered(event: AppealAnswered) -> Iterator[Draft]:
    key = f"{event.appeal_id}:{event.answered_at.isoformat()}"
    yield Draft("appeal_answered", key, event.email, appeals.answered(event), event.account_number)


def _digest(secret: str) -> str:
    """Tells facts apart without keeping their secret."""
    return hashlib.sha256(secret.encode()).hexdigest()[:32]
