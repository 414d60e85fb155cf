"""A copy of everything that auth stores about a person (152-ФЗ, ст. 14), for «Скачать мои данные»."""

from chassis.database import audit
from contracts.auth import From, OwnData, SecurityHistoryQuery
from services.auth.access.api_tokens import token_infos
from services.auth.access.security_events import security_events
from services.auth.access.sessions import open_sessions
from services.auth.models import User
from services.auth.privacy.consents import consent_entries
from services.auth.profile.show import profile_of
from services.auth.throttling.throttle import RateLimitKey, count_attempt
from services.auth.work import AuthWork, customer_id

LATEST = 200
"""Security events in one copy; «История входов» shows the older ones."""


def get_own_data(work: AuthWork, request: From) -> OwnData:
    """Limited, because the copy costs work in every service; the request is recorded in the audit trail."""
    session, user_id, now = work.session, customer_id(work), work.now
    count_attempt(session, now, RateLimitKey("export:user", str(user_id)))
    audit.record(session, now, "export_data", subject=user_id, ip=request.ip)
    return OwnData(
        profile=profile_of(session, user_id, now),
        opened_at=session.get_one(User, user_id).created_at,
        consents=consent_entries(session, user_id),
        sessions=open_sessions(work, user_id),
        tokens=token_infos(session, user_id, now),
        history=security_events(session, user_id, SecurityHistoryQuery(limit=LATEST)).events,
    )
