"""The two stages of a run and the states between them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """A pass over all chunks: `name` marks its chunks, `during` and `after` are the states of the run."""

    name: str
    during: str
    after: str


CHARGE = Stage("charge", "running", "calculated")
PUBLISH = Stage("publish", "publishing", "published")
STAGES = (CHARGE, PUBLISH)
