"""What every service answers to administrators, written once: its audit trail and its dead letters.

`@serves(contract, access=..., ready=ANSWERS)` binds each of them that the contract asks for. They return plain data in
the shape of the contract's answer, because the chassis does not know contracts.
"""

from typing import Any

from chassis.database import audit
from chassis.events import dead_letters
from chassis.events.dead_letter_audit import settle
from chassis.service.declarations import Ready


def list_audit(service: Any, request: Any) -> Any:
    """A page of the service's audit trail, newest first."""
    with service.database.reading() as session:
        return audit.page(session, request)


def list_dead_letters(service: Any, _: Any) -> Any:
    """The first dead letters of each queue of the service, and how many there are."""
    return dead_letters.look(type(service))


def settle_dead_letter(service: Any, request: Any) -> Any:
    """Replay or discard one dead letter; the audit trail gets who did it and why."""
    return settle(type(service), service.database, service.clock, request)


ANSWERS: Ready = {
    "list_audit": list_audit,
    "list_dead_letters": list_dead_letters,
    "settle_dead_letter": settle_dead_letter,
}
