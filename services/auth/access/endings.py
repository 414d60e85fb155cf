"""What ends when the keys of a cabinet change: the one list, for every way in which they do.

A changed password, a changed address, a recovery, new keys of a member of staff and the end of a cabinet all end the
same: whoever had the old key may hold any of these.
"""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.auth.models import ApiToken, KnownBrowser, OneTimeToken, SignInSession, TrustedNetwork

_OPENED = (SignInSession, ApiToken, KnownBrowser, TrustedNetwork)


def end_all_access(session: Session, user_id: UUID) -> None:
    """End sessions, API tokens, every unused link of a letter (new address, recovery, activation), and forget the
    browsers and networks by which the person is recognised.

    The links «Это был не я» stay: they are how an owner ends what a thief has done (`takeover.py`)."""
    for table in _OPENED:
        session.execute(delete(table).where(table.user_id == user_id))
    unused = OneTimeToken.subject_id == user_id, OneTimeToken.used_at.is_(None), OneTimeToken.purpose != "report"
    session.execute(delete(OneTimeToken).where(*unused))


def end_cabinet(session: Session, user_id: UUID) -> None:
    """The same for a cabinet that is deleted: used links go as well."""
    end_all_access(session, user_id)
    session.execute(delete(OneTimeToken).where(OneTimeToken.subject_id == user_id))
