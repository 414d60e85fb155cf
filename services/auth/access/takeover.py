"""«Это был не я»: each warning about the keys of a cabinet carries a link that closes it to everybody.

The link goes to the address that stood when the thing happened, and nobody else ever learns it: it is sealed on its
way and stored as a digest. No change of password or address ends it, else whoever has taken the cabinet over would end
it by the next change. It ends by its use, after its term, and by the use of an older one, because a later letter may
have gone to the thief.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.events import outbox
from contracts.auth import AccountUnlinked, EmailChanged, OneTimeToken, TakeoverClosed, TakeoverReported
from services.auth import models
from services.auth.access.endings import end_all_access
from services.auth.models import User
from services.auth.passwords.hashing import hash_password
from services.auth.refusals import token_invalid
from services.auth.settings import AuthSettings
from services.auth.tokens import one_time
from services.auth.tokens.letter_secrets import sealed
from services.auth.tokens.secrets import digest, new_password, new_token
from services.auth.work import AuthCall, AuthWork

REPORT_LIFETIME = timedelta(days=7)
"""As long as such a letter is worth sending."""


def report_key(session: Session, settings: AuthSettings, user_id: UUID, email: str, now: datetime) -> str:
    """The key of «Это был не я» for a letter to this address, sealed for it."""
    token, expires_at = new_token(), now + REPORT_LIFETIME
    kept = {"purpose": "report", "subject_id": user_id, "new_email": email, "expires_at": expires_at}
    session.add(models.OneTimeToken(hash=digest(token), **kept))
    return sealed(settings, user_id, token)


def report_takeover(call: AuthCall, request: OneTimeToken) -> TakeoverClosed:
    """End all access, give the cabinet back to the address of the letter, and let its reader choose a password.

    The present password stops working at once; accounts that were added since the warning leave the cabinet.
    """
    nobodys = hash_password(new_password())
    with call.transaction() as work:
        session, now = work.session, work.now
        report = one_time.redeem(session, "report", request.token, now)
        user = session.get(User, report.subject_id, with_for_update=True)
        if user is None or report.new_email is None:
            raise token_invalid()
        _forget_later_reports(session, report)
        end_all_access(session, user.id)
        user.password_hash, user.password_expires_at = nobodys, None
        number = user.primary_account
        audit.record(session, now, "report_takeover", subject=user.id, account=number)
        _drop_links(work, user, report.expires_at - REPORT_LIFETIME)
        if user.email != report.new_email:
            _give_back(session, user, report.new_email)
        told = {"user_id": str(user.id), "account_number": number, "email": user.email}
        outbox.add(session, TakeoverReported(**told, reported_at=now), number)
        token = one_time.issue(session, "password", user.id, now + work.dependencies.report_recovery_lifetime)
        return TakeoverClosed(token=token)


def _forget_later_reports(session: Session, report: models.OneTimeToken) -> None:
    kept = models.OneTimeToken
    later = kept.expires_at >= report.expires_at, kept.used_at.is_(None)
    session.execute(delete(kept).where(kept.purpose == "report", kept.subject_id == report.subject_id, *later))


def _drop_links(work: AuthWork, user: User, since: datetime) -> None:
    for link in [one for one in user.accounts if not one.primary and one.linked_at >= since]:
        user.accounts.remove(link)
        user.version += 1
        event = AccountUnlinked(user_id=str(user.id), account_number=link.number, version=user.version)
        outbox.add(work.session, event, link.number)
        audit.record(work.session, work.now, "unlink_account", subject=user.id, account=link.number)


def _give_back(session: Session, user: User, email: str) -> None:
    """Without `old_email`: nobody at the address that is given up hears of it."""
    user.email = email
    user.version += 1
    event = EmailChanged(user_id=str(user.id), email=email, version=user.version)
    outbox.add(session, event, user.primary_account)
