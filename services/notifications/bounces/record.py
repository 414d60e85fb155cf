"""Records a delivery report: the letter counts as not delivered, a wrong address is marked for its owner to see."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from services.notifications.bounces.addresses import mark_address
from services.notifications.bounces.report import DeliveryReport
from services.notifications.models import Letter

TAKEN, TEMPORARY, UNKNOWN = "taken", "temporary", "unknown"


def record_report(session: Session, report: DeliveryReport, clock: Clock) -> str:
    """Returns the outcome: TAKEN, TEMPORARY or UNKNOWN; the same report again changes nothing.

    Only a Message-ID of ours counts: it is random and known only to the letter's recipient, so nobody can have another
    person's address marked. The address marked is the letter's own, wherever it was forwarded to.
    """
    if not report.final:
        return TEMPORARY
    letter = session.scalar(select(Letter).where(Letter.message_id == report.message_id).with_for_update())
    if letter is None:
        return UNKNOWN
    if letter.state == "sent":
        letter.state, letter.last_error = "failed", f"returned: {report.reason}"
        if report.wrong_address:
            mark_address(session, letter.email, report.reason, clock.now(), late=True)
    return TAKEN
