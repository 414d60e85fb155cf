"""Facts that no handler could process, as the service whose handler it was shows them to the administrators."""

from typing import Literal, Protocol

from pydantic import Field

from contracts.wire import Instant, Message, Nothing, refuses


class DeadLetter(Message):
    """One delivery that was given up. `body` is masked: no addresses, tokens or cards."""

    letter_id: str = Field(max_length=64)
    queue: str
    """Whose handler gave up: `<service>.<event type>`."""
    account: str | None
    """What it is about, when the envelope tells."""
    reason: str
    attempts: int
    happened_at: Instant | None
    body: str


class DeadLetters(Message):
    """The first ones of each queue, oldest first; `total` counts all that lie there."""

    letters: list[DeadLetter]
    total: int


class DeadLetterDeed(Message):
    """Replay or discard one; the reason stays in the audit trail."""

    deed: Literal["replay", "discard"]
    queue: str = Field(max_length=120)
    letter_id: str = Field(min_length=1, max_length=64)
    reason: str = Field(min_length=5, max_length=300)


class ParksDeadLetters(Protocol):
    """What every service that hears facts answers to administrators."""

    @refuses()
    def list_dead_letters(self, request: Nothing) -> DeadLetters: ...

    @refuses("dead_letter_not_found")
    def settle_dead_letter(self, request: DeadLetterDeed) -> DeadLetter: ...
