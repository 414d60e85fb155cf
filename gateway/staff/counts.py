"""How much waits in the sections of the desk: the menu fetches these numbers after the page, which waits for none."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from contracts.billing import PayoutsQuery
from contracts.dead_letters import KeepsDeadLetters
from contracts.payments import ReviewQuery
from contracts.registers import OperationQuery
from contracts.services import answering
from contracts.wire import Nothing
from gateway.backend.rpc import Answer, Round, services
from gateway.staff.access.members import Member, for_staff, require_member

blueprint = Blueprint("counts", __name__)
Count = Callable[[Any], int]
HEARING = answering(KeepsDeadLetters)


@blueprint.get("/counts")
@for_staff()
def numbers() -> ResponseReturnValue:
    """Of what the role may see; a silent service's numbers are left out."""
    return jsonify(_waiting(require_member()))


def _waiting(known: Member) -> dict[str, int]:
    asked: list[tuple[str, Answer[Any], Count]] = []
    with Round() as ask:
        if known.may("feedback.get_queue_counts"):
            asked.append(("appeals", ask(services().feedback.get_queue_counts, Nothing()), _appeals))
        if known.may("payments.list_for_review"):
            asked.append(("payments", ask(services().payments.list_for_review, ReviewQuery()), _payments))
        if known.may("payments.list_unmatched"):
            asked.append(("operations", ask(services().payments.list_unmatched, OperationQuery()), _operations))
        if known.may("billing.list_payouts"):
            query = PayoutsQuery(state="requested")
            asked.append(("payouts", ask(services().billing.list_payouts, query), _payouts))
        if known.may("auth.list_dead_letters"):
            asked += [
                ("events", ask(getattr(services(), name).list_dead_letters, Nothing()), _events) for name in HEARING
            ]
    found: dict[str, int] = {}
    for name, answer, count in asked:
        if answer.or_nothing is not None:
            found[name] = found.get(name, 0) + count(answer.value)
    return found


def _appeals(answer: Any) -> int:
    return sum(kind.waiting for kind in answer.kinds)


def _payments(answer: Any) -> int:
    return len(answer.payments)


def _operations(answer: Any) -> int:
    return len(answer.operations)


def _payouts(answer: Any) -> int:
    return len(answer.payouts)


def _events(answer: Any) -> int:
    return int(answer.total)
