"""What notifications tells about the rules of reminders: the shipped ones, one changed, one to come."""

from datetime import date, timedelta
from typing import Any

from contracts.reminders import ReminderRules, RuleEdition
from tests.support.scripted.people import NOW

SHIPPED: dict[str, list[int]] = {
    "readings_on": [1], "readings_days": [22, 25], "bill_on": [1], "due_on": [1], "due_days_before": [3],
    "verification_on": [0], "verification_days_before": [90, 60, 30], "hours": [9, 20],
}  # fmt: skip


def edition(name: Any, since: date, numbers: list[int], standing: Any = "in_force") -> RuleEdition:
    shipped = since.year == 2020
    return RuleEdition(
        name=name, since=since, numbers=numbers, standing=standing, shipped=shipped, removable=standing == "coming"
    )


def rules() -> ReminderRules:
    coming = edition("due_days_before", (NOW + timedelta(days=1)).date(), [5, 1], "coming")
    changed = edition("verification_on", date(2026, 10, 1), [0])
    first = [edition(name, date(2020, 1, 1), numbers) for name, numbers in SHIPPED.items() if name != "verification_on"]
    return ReminderRules(editions=[coming, changed, *first])
