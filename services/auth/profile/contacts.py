"""E-mail address and phone (M4.2): a new address is confirmed by link, the old one is notified (M4.2.4)."""

from chassis.database import audit
from chassis.events import outbox
from chassis.telemetry.masking import masked_email
from contracts.auth import EmailChanged, EmailChangeRequested, NewEmail, NewPhone, OneTimeToken
from contracts.wire import Nothing
from services.auth.access.endings import end_all_access
from services.auth.access.takeover import report_key
from services.auth.forms.contacts import email_address, phone_number
from services.auth.forms.field_errors import InputError, checked_field
from services.auth.models import User
from services.auth.refusals import token_invalid
from services.auth.throttling.limits import mailbox_of
from services.auth.throttling.throttle import RateLimitKey, count_attempt
from services.auth.tokens import one_time
from services.auth.tokens.letter_secrets import sealed
from services.auth.work import AuthWork, customer_id


def request_email_change(work: AuthWork, request: NewEmail) -> Nothing:
    """Send a link to the new address; until it is followed, all letters go to the current one."""
    session, user_id, now = work.session, customer_id(work), work.now
    user = session.get_one(User, user_id, with_for_update=True)
    with checked_field("email"):
        address = email_address(request.email)
        if address == user.email:
            raise InputError("Этот адрес уже указан в вашем профиле.")
    count_attempt(
        session, now, RateLimitKey("email:user", str(user_id)), RateLimitKey("letter:email", mailbox_of(address))
    )
    expires_at = now + work.dependencies.email_link_lifetime
    token = one_time.issue(session, "email", user_id, expires_at, new_email=address)
    event = EmailChangeRequested(
        user_id=str(user_id),
        account_number=user.primary_account,
        old_email=user.email,
        new_email=address,
        token=sealed(work.dependencies, user_id, token),
        expires_at=expires_at,
        report_token=report_key(session, work.dependencies, user_id, user.email, now),
    )
    outbox.add(session, event, user.primary_account)
    audit.record(session, now, "request_email_change", subject=user_id, new=masked_email(address))
    return Nothing()


def confirm_email(work: AuthWork, request: OneTimeToken) -> Nothing:
    """The address becomes that of the profile; all access ends, and both addresses get a letter."""
    session, now = work.session, work.now
    token = one_time.redeem(session, "email", request.token, now)
    user = session.get(User, token.subject_id, with_for_update=True)
    if user is None or token.new_email is None:
        raise token_invalid()
    audit.record(
        session, now, "change_email", subject=user.id, old=masked_email(user.email), new=masked_email(token.new_email)
    )
    end_all_access(session, user.id)
    old, number = user.email, user.primary_account
    user.email = token.new_email
    user.version += 1
    event = EmailChanged(
        user_id=str(user.id),
        email=user.email,
        version=user.version,
        old_email=old,
        account_number=number,
        changed_at=now,
        report_token=report_key(session, work.dependencies, user.id, old, now),
    )
    outbox.add(session, event, number)
    return Nothing()


def change_phone(work: AuthWork, request: NewPhone) -> Nothing:
    """Store the phone for calling back as +79991234567; an empty one removes it."""
    session, user_id = work.session, customer_id(work)
    with checked_field("phone"):
        phone = phone_number(request.phone)
    session.get_one(User, user_id).phone = phone
    audit.record(session, work.now, "change_phone", "done" if phone else "removed", subject=user_id)
    return Nothing()
