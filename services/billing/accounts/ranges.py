"""A stretch of account numbers in one period: what a run charges, or publishes, in one transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRange:
    """The accounts from `first` to `last`, both included."""

    period: str
    first: str
    last: str
