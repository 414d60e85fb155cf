"""Deletes what is no longer needed: 152-ФЗ keeps personal data no longer than their purpose lasts."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from services.auth.models import (
    ApiToken,
    Consent,
    KnownBrowser,
    OneTimeToken,
    Registration,
    SignInSession,
    TrustedNetwork,
    User,
)
from services.auth.settings import AuthSettings
from services.auth.throttling import quota, throttle
from services.auth.work import AuthCall

REGISTRATION_KEPT = timedelta(days=30)
"""For so long after its link expired a registration can be revived by «отправить письмо ещё раз»."""
ADDRESS_KEPT = timedelta(days=180)
BROWSER_KEPT = timedelta(days=400)
"""As long as a browser keeps a cookie at most."""
API_TOKEN_KEPT = timedelta(days=30)
_ERASE = text(
    "update outbox set body = (body::jsonb - 'token' - 'new_password' - 'report_token')::text, "
    # Without the key of «Это был не я» an event is still worth publishing again.
    "headers = case when body::jsonb ?| array['token', 'new_password'] "
    "then headers || jsonb_build_object('erased', '1') else headers end "
    "where published_at is not null and published_at > now() - interval '1 day' and type like 'auth.%' "
    "and body::jsonb ?| array['token', 'new_password', 'report_token']"
)


def drop_expired(call: AuthCall) -> None:
    """Delete tokens, sessions, registrations and counters that nobody can use any more."""
    with call.transaction() as work:
        _drop_all_expired(work.session, work.now, work.dependencies)


def erase_sent_secrets(call: AuthCall) -> None:
    """Remove tokens and new passwords from published events: the outbox must not be a list of keys.

    They are marked, because nobody could process them again (`chassis.events.republish`).
    """
    with call.transaction() as work:
        work.session.execute(_ERASE)


def _drop_all_expired(session: Session, now: datetime, settings: AuthSettings) -> None:
    session.execute(delete(OneTimeToken).where(OneTimeToken.expires_at < now))
    idle_since = now - settings.session_idle
    session.execute(
        delete(SignInSession).where((SignInSession.ends_at < now) | (SignInSession.last_seen_at < idle_since))
    )
    session.execute(delete(ApiToken).where(ApiToken.expires_at < now - API_TOKEN_KEPT))
    session.execute(delete(Registration).where(Registration.expires_at < now - REGISTRATION_KEPT))
    session.execute(delete(TrustedNetwork).where(TrustedNetwork.last_at < now - ADDRESS_KEPT))
    session.execute(delete(KnownBrowser).where(KnownBrowser.last_at < now - BROWSER_KEPT))
    _drop_consents(session, now - timedelta(days=settings.consent_days))
    throttle.sweep(session, now)
    quota.sweep(session, now)


def _drop_consents(session: Session, before: datetime) -> None:
    """Delete whole journals of people who have no cabinet any more, or never had one."""
    over = select(Consent.subject_id).group_by(Consent.subject_id).having(func.max(Consent.given_at) < before)
    session.execute(delete(Consent).where(Consent.subject_id.in_(over), Consent.subject_id.not_in(select(User.id))))
