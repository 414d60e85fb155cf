"""Dead letters: events that a service could not process, listed and decided on by administrators."""

from typing import Literal, Protocol

from pydantic import Field

from contracts.methods import allows, refuses, staff
from contracts.roles import ADMINISTRATORS
from contracts.wire import Instant, Message, Nothing


class DeadLetter(Message):
    """One delivery that exhausted its retries. `body` is masked: no addresses, tokens or cards."""

    letter_id: str = Field(max_length=64)
    queue: str
    """The handler's queue: `<service>.<event type>`."""
    account: str | None
    """The account number, when the envelope names one."""
    reason: str
    attempts: int
    happened_at: Instant | None
    body: str


class DeadLetters(Message):
    """The first dead letters of each queue, oldest first; `total` counts all of them."""

    letters: list[DeadLetter]
    total: int


class DeadLetterDecision(Message):
    """Replays or discards one dead letter; the reason is kept in the audit trail."""

    deed: Literal["replay", "discard"]
    queue: str = Field(max_length=120)
    letter_id: str = Field(min_length=1, max_length=64)
    reason: str = Field(min_length=5, max_length=300)


class KeepsDeadLetters(Protocol):
    """The methods by which a service that consumes events shows its dead letters to administrators."""

    @allows(staff(ADMINISTRATORS))
    @refuses()
    def list_dead_letters(self, request: Nothing) -> DeadLetters: ...

    @allows(staff(ADMINISTRATORS))
    @refuses("dead_letter_not_found")
    def settle_dead_letter(self, request: DeadLetterDecision) -> DeadLetter: ...
