"""What of a debt is how old: money pays the oldest charge first, so what is unpaid are the newest ones. Pure."""

from collections.abc import Iterable
from datetime import date

from services.billing.rules.due_dates import due_day
from services.billing.rules.penalties import penalty
from services.billing.rules.periods import first_day
from services.billing.rules.policy import PolicyCalendar


def unpaid(balance: int, charges: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """(period, kopecks) of the charges that make up the debt, newest first; `charges` come newest first too."""
    parts = []
    for period, kopecks in charges:
        if balance <= 0:
            break
        part = min(balance, kopecks)
        if part > 0:
            parts.append((period, part))
            balance -= part
    return parts


def projected_penalty(
    balance: int, charges: Iterable[tuple[str, int]], as_of: date, policy_on: PolicyCalendar
) -> int:
    """Kopecks of penalty as of a day on what is unpaid (B7); each period's debt counts from its own due day."""
    total = 0
    for period, kopecks in unpaid(balance, charges):
        due = due_day(period, policy_on(first_day(period)))
        total += penalty(kopecks, due, (), as_of, policy_on)
    return total
