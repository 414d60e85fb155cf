"""A copy of all that auth keeps of a person (152-ФЗ, ст. 14), for «Скачать мои данные»."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from contracts.auth import From, OwnData, SecurityHistoryQuery
from services.auth.access.api_tokens import list_tokens
from services.auth.access.security_events import list_security_events
from services.auth.access.sessions import open_sessions
from services.auth.models import User
from services.auth.privacy.consents import list_consents
from services.auth.profile.show import show_profile
from services.auth.settings import AuthSettings
from services.auth.throttling.throttle import Gate, enter

LATEST = 200
"""Records of the history in one copy; «История входов» shows the older ones."""


def get_own_data(session: Session, user_id: UUID, request: From, clock: Clock, settings: AuthSettings) -> OwnData:
    """Limited, because the copy costs work in every service; that it was asked for is recorded."""
    now = clock.now()
    enter(session, now, Gate("export:user", str(user_id)))
    audit.record(session, now, "export_data", subject=user_id, ip=request.ip)
    return OwnData(
        profile=show_profile(session, user_id, clock),
        opened_at=session.get_one(User, user_id).created_at,
        consents=list_consents(session, user_id).entries,
        sessions=open_sessions(session, user_id, now, settings),
        tokens=list_tokens(session, user_id, clock).tokens,
        history=list_security_events(session, user_id, SecurityHistoryQuery(limit=LATEST)).events,
    )
