"""What a returned letter changes: it counts as not delivered, and a wrong address is marked for its owner to see."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from services.notifications.bounces.addresses import mark
from services.notifications.bounces.report import Returned
from services.notifications.models import Letter

TAKEN, TEMPORARY, UNKNOWN = "taken", "temporary", "unknown"


def take(session: Session, returned: Returned, clock: Clock) -> str:
    """The outcome in a word; the same report again changes nothing more.

    Only a Message-ID of ours counts: it is random and known to nobody but the letter's recipient, so that nobody can
    have another person's address marked. The address is the letter's own, wherever it was forwarded to.
    """
    if not returned.final:
        return TEMPORARY
    letter = session.scalar(select(Letter).where(Letter.message_id == returned.message_id).with_for_update())
    if letter is None:
        return UNKNOWN
    if letter.state == "sent":
        letter.state, letter.last_error = "failed", f"returned: {returned.reason}"
        if returned.wrong_address:
            mark(session, letter.email, returned.reason, clock.now(), late=True)
    return TAKEN
