"""The answers that every service gives to administrators, written once: its audit trail and its dead letters.

`@serves(contract, access=..., ready=ANSWERS)` binds each of them that the contract declares. They return plain data in
the shape of the contract's answer, because the chassis does not know contracts.
"""

from typing import Any

from chassis.database import audit
from chassis.database.sessions import Database
from chassis.events.dead_letter_decisions import DeadLetters, Decision
from chassis.events.dead_letters import DeadLetter, opened
from chassis.service.declarations import Ready, queues
from chassis.settings import ProcessSettings, load


def list_audit(service: Any, request: Any) -> Any:
    """Returns a page of the service's audit trail, newest first."""
    with service.database.reading() as session:
        return audit.page(session, request)


def list_dead_letters(service: Any, _: Any) -> Any:
    """Returns the first dead letters of each queue of the service, and the number of all."""
    with opened(_amqp_url(), queues(type(service))) as held:
        letters, total = held.listed()
    return {"letters": [_answer(letter) for letter in letters], "total": total}


def settle_dead_letter(service: Any, request: Any) -> Any:
    """Replay or discard one dead letter; the audit trail records who decided and why."""
    database: Database = service.database
    letters = DeadLetters(amqp_url=_amqp_url(), queues=queues(type(service)), database=database, clock=service.clock)
    decision = Decision(action=request.deed, queue=request.queue, reason=request.reason)
    return _answer(letters.decide(decision, request.letter_id))


ANSWERS: Ready = {
    "list_audit": list_audit,
    "list_dead_letters": list_dead_letters,
    "settle_dead_letter": settle_dead_letter,
}


def _amqp_url() -> str:
    settings: ProcessSettings = load(ProcessSettings)
    return settings.amqp_url


def _answer(letter: DeadLetter) -> dict[str, Any]:
    """Returns the letter under the contract's names of its fields."""
    return {
        "letter_id": letter.dead_letter_id,
        "queue": letter.queue,
        "account": letter.account,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "happened_at": letter.happened_at,
        "body": letter.body,
    }
