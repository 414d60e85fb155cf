"""«История входов»: what the audit trail holds about a person's own cabinet."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.database import audit
from contracts.audit import AuditQuery
from contracts.auth import SecurityEvent, SecurityHistory, SecurityHistoryQuery
from services.auth.throttling.limits import masked
from services.auth.work import AuthWork, customer_id

SHOWN = (
    *("sign_in", "sign_out", "confirm", "end_session", "end_other_sessions", "activate", "recover_password"),
    "report_takeover",
    *("change_password", "request_email_change", "change_email", "change_phone", "link_account", "unlink_account"),
    *("remove_viewer", "admit_viewer"),
    *("issue_token", "revoke_token", "give_consent", "export_data"),
)


def list_security_events(work: AuthWork, request: SecurityHistoryQuery) -> SecurityHistory:
    """A page of the caller's own records, the newest first; refused sign-ins are among them, addresses are masked."""
    return security_events(work.session, customer_id(work), request)


def security_events(session: Session, user_id: UUID, request: SecurityHistoryQuery) -> SecurityHistory:
    """A page of the person's records."""
    wanted = AuditQuery(subject=str(user_id), actions=list(SHOWN), before=request.before, limit=request.limit)
    found = audit.page(session, wanted)
    events = [
        SecurityEvent(
            at=entry["at"],
            action=entry["action"],
            outcome=entry["outcome"],
            network=masked(entry["ip"]) if entry["ip"] else "",
            device=entry["details"].get("device", ""),
        )
        for entry in found["entries"]
    ]
    return SecurityHistory(events=events, next_before=found["next_before"])
