"""`dead-letters list | replay | discard`: the dead letters of a service, from the command line."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from chassis.clock import Clock
from chassis.context import SYSTEM, Context, entered
from chassis.database.audit import command_line_sender
from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.events.dead_letter_decisions import DeadLetters, Decision
from chassis.events.dead_letters import opened
from chassis.settings import ServiceSettings

_SHOWN = 5


def run(settings: ServiceSettings, queues: Sequence[str], arguments: argparse.Namespace) -> None:
    """Run the action; exits with 2 when the arguments are wrong and with 1 when there is no such dead letter."""
    if arguments.action == "list":
        _list(settings.amqp_url, queues)
        return
    if arguments.queue not in queues:
        known = ", ".join(queues) or "none"
        _fail(2, f"No such queue: {arguments.queue or '(none given)'}. Queues: {known}")
    if arguments.action == "discard" and not (arguments.id and arguments.reason):
        _fail(2, "To discard, name the dead letter with --id and the reason with --reason.")
    decision = Decision(
        action=arguments.action,
        queue=arguments.queue,
        reason=arguments.reason or "",
        sender=command_line_sender(),
    )
    letters = DeadLetters(
        amqp_url=settings.amqp_url, queues=queues, database=Database(settings.database_url), clock=Clock()
    )
    with entered(Context(caller=SYSTEM)):
        count = _decide(letters, decision, arguments.id)
    print(f"{count} {_DONE[decision.action]} {arguments.queue}")  # noqa: T201 - this is the command's answer


_DONE = {"replay": "replayed to", "discard": "discarded from"}


def _list(amqp_url: str, queues: Sequence[str]) -> None:
    """Print each queue with its number of dead letters, and id, subject and reason of the first ones."""
    with opened(amqp_url, queues) as held:
        for queue in queues:
            print(f"{queue}  {held.depth(queue)}")  # noqa: T201
            for letter in held.first(queue, _SHOWN):
                print(f"  {letter.dead_letter_id}  {letter.account or '-'}  {letter.reason}")  # noqa: T201


def _decide(letters: DeadLetters, decision: Decision, dead_letter_id: str | None) -> int:
    if dead_letter_id is None:
        return letters.decide_all(decision)
    try:
        letters.decide(decision, dead_letter_id)
    except Refusal:
        _fail(1, f"No dead letter {dead_letter_id} in {decision.queue}")
    return 1


def _fail(status: int, message: str) -> NoReturn:
    print(message, file=sys.stderr)  # noqa: T201
    raise SystemExit(status)
