"""When customers are reminded of what (B9): dated rules that an administrator changes and withdraws."""

from typing import Literal

from pydantic import Field

from contracts.wire import Count, Day, Message

ReminderKind = Literal["readings", "bill", "due", "verification"]
RuleName = Literal[
    "readings_on", "readings_days", "bill_on", "due_on", "due_days_before", "verification_on",
    "verification_days_before", "hours",
]  # fmt: skip
"""`*_on` is [1] or [0]: whether the kind is sent at all. `readings_days` are the first and the last day of the month,
`hours` the first hour in Moscow and the one in which no letter leaves any more; the others are days before the end."""


class RuleNumbers(Message):
    name: RuleName
    numbers: list[Count] = Field(min_length=1, max_length=5)


class RuleEdition(RuleNumbers):
    since: Day
    standing: Literal["past", "in_force", "coming"]
    """Today."""
    shipped: bool
    """Came with the program."""
    removable: bool
    """It begins today or later; when it is withdrawn, the rule before it stays in force."""


class ReminderRules(Message):
    """By name, the newest edition first; each name has one that is in force."""

    editions: list[RuleEdition]


class RulesChange(Message):
    """Values that equal the rule in force on the day are not stored."""

    since: Day
    rules: list[RuleNumbers] = Field(min_length=1, max_length=8)


class RuleRef(Message):
    name: RuleName
    since: Day
