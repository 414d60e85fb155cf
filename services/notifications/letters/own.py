"""The letters of a person, for the copy of their data (152-ФЗ, ст. 14)."""

from sqlalchemy import select

from contracts.notifications import OwnLetter, OwnLetters
from contracts.wire import Nothing
from services.notifications.models import Letter
from services.notifications.work import NotificationsWork, customer_id

MOST = 1000


def list_own_letters(work: NotificationsWork, request: Nothing) -> OwnLetters:
    """Those that name the caller as their person; receipts, which go to the address of a payment, name nobody."""
    mine = select(Letter).where(Letter.user_id == customer_id(work)).order_by(Letter.created_at.desc()).limit(MOST)
    return OwnLetters(
        letters=[
            OwnLetter(
                kind=row.purpose,
                subject=str(row.wording.get("subject", "")),
                email=row.email,
                created_at=row.created_at,
                sent_at=row.sent_at,
            )
            for row in work.session.scalars(mine)
        ]
    )
