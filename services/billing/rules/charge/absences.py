"""What each temporary absence took off a month by the norm, for the bill's lines of it (п. 69 «ж», 86). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.billing.rules.charge.account_input import Absence, AccountInput
from services.billing.rules.charge.bill_shapes import BillAbsence, BillLine
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.rate_book import RateBook


def taken_off(account: AccountInput, lines: Sequence[BillLine], book: RateBook) -> list[BillAbsence]:
    """One line for each absence and tier; they and the month's `lines` make the charge of nobody being away.

    The month is charged again without its absences, then with one more of them at a time, so the lines follow the
    rule of the charge whatever it is. Raises `BadInputError` as the charge does.
    """
    absences = account.home.absences
    counts = range(len(absences))
    steps = [charge(replace(account, home=replace(account.home, absences=absences[:n])), book).lines for n in counts]
    found: list[BillAbsence] = []
    for absence, before, after in zip(absences, steps, [*steps[1:], list(lines)], strict=True):
        found += _lines(absence, account, book, before, after)
    return found


def _lines(
    absence: Absence, account: AccountInput, book: RateBook, before: Sequence[BillLine], after: Sequence[BillLine]
) -> Iterator[BillAbsence]:
    home = account.home
    first = max(absence.since, book.first, home.opened_on)
    last = min(absence.until, book.last, home.closed_on or book.last)
    left = {(line["zone"], line["tier"]): line for line in after}
    for line in before:
        rest = left.get((line["zone"], line["tier"]))
        volume = (rest["volume"] if rest else 0) - line["volume"]
        if volume:
            yield {
                "since": absence.since.isoformat(),
                "until": absence.until.isoformat(),
                "persons": absence.persons,
                "days": (last - first).days + 1,
                "of_days": book.days,
                "full_volume": sum(one["volume"] for one in before),
                "tier": line["tier"],
                "price_kopecks": line["price_kopecks"],
                "volume": volume,
                "amount_kopecks": (rest["amount_kopecks"] if rest else 0) - line["amount_kopecks"],
            }
