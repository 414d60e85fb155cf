"""A sum that was probably typed with a figure too many is asked about before anything goes to the bank."""

from contracts.billing import Overview
from gateway.backend.rpc import settings
from wording.money import money

LEAST_KOPECKS = 100_000
"""What is due is never taken for less: ten rubles over a due of one are no mistake."""


def doubt(kopecks: int, overview: Overview) -> str | None:
    """Why a sum should be looked at again: it is more than ASK_ABOVE_TIMES what is due and what the last bill asked
    for. None for an ordinary sum; the setting 0 asks about none."""
    due, billed = overview.due_kopecks, overview.bill.total_kopecks if overview.bill else 0
    usual, times = max(due, billed, LEAST_KOPECKS), settings().ask_above_times
    if not times or kopecks <= times * usual:
        return None
    than = f"чем к оплате ({money(due)})" if due or not billed else f"чем последний счёт ({money(billed)})"
    return f"Сумма {money(kopecks)} намного больше, {than}. Проверьте, нет ли в ней лишней цифры."
