"""When to remind of what. Pure; the numbers are dated rows of the supplier."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from contracts.reminders import ReminderKind
from wording.moscow import MOSCOW

SHIPPED: dict[str, tuple[int, ...]] = {
    "readings_days": (22, 25),
    "due_days_before": (3,),
    "verification_days_before": (90, 60, 30),
    "hours": (9, 20),
    "readings_on": (1,),
    "bill_on": (1,),
    "due_on": (1,),
    "verification_on": (1,),
}
"""What the migration writes: readings are asked for from the 22nd to the last day of the month on which they still
count (ПП 354, п. 31 «ж»); days before the bill's last day and before the meter's verification; hours of the day, the
last one excluded, in which letters that nobody waits for may leave; whether each kind is sent at all."""
KINDS: tuple[ReminderKind, ...] = ("readings", "bill", "due", "verification")
LAST_OF_EVERY_MONTH = 28


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers in force on one day."""

    readings_days: tuple[int, int]
    due_days_before: tuple[int, ...]
    verification_days_before: tuple[int, ...]
    hours: tuple[int, int]
    on: frozenset[ReminderKind]
    """The kinds that are sent at all."""

    def readings_asked(self, today: date) -> bool:
        """Whether today is between the first and the last day of asking, both included."""
        first, last = self.readings_days
        return first <= today.day <= last

    def awake(self, now: datetime) -> bool:
        """Whether it is an hour in Moscow at which people may be written to."""
        first, end = self.hours
        return first <= now.astimezone(MOSCOW).hour < end


def rules_on(day: date, rows: Iterable[tuple[str, date, list[int]]]) -> Rules:
    """The newest edition of each number that is in force; where none is loaded, the shipped one."""
    known = dict(SHIPPED)
    for name, since, numbers in sorted(rows, key=lambda row: row[1]):
        if since <= day and name in known:
            known[name] = tuple(numbers)
    return Rules(
        readings_days=_pair(known["readings_days"]),
        due_days_before=known["due_days_before"],
        verification_days_before=known["verification_days_before"],
        hours=_pair(known["hours"]),
        on=frozenset(kind for kind in KINDS if known[f"{kind}_on"] != (0,)),
    )


def what_is_wrong(name: str, numbers: list[int]) -> str | None:
    """The remedy for numbers that make no rule of that name; None if they do."""
    if name.endswith("_on"):
        return None if numbers in ([0], [1]) else "Включите или выключите."
    if name in ("readings_days", "hours"):
        least, most = (1, LAST_OF_EVERY_MONTH) if name == "readings_days" else (0, 24)
        ordered = len(numbers) == 2 and least <= numbers[0] <= numbers[1] <= most
        if ordered and (name != "hours" or numbers[0] < numbers[1]):
            return None
        return f"Укажите два числа от {least} до {most}, второе не меньше первого."
    most = 30 if name == "due_days_before" else 365
    if all(0 <= number <= most for number in numbers) and len(set(numbers)) == len(numbers):
        return None
    return f"Укажите до пяти разных чисел от 0 до {most} через запятую."


def _pair(numbers: tuple[int, ...]) -> tuple[int, int]:
    first, last = numbers
    return first, last
