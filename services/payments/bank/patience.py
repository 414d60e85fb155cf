"""How long to wait for the bank."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a connection and for an answer, in seconds."""

    connect: float
    read: float

    def within(self, seconds: float) -> "Patience":
        """The same, but not longer than somebody else waits for us."""
        return Patience(min(self.connect, max(0.1, seconds)), min(self.read, max(0.1, seconds)))
