"""What a debtor's bill tells beside its total: the notice, the debts that are kept apart, the penalty of the month."""

from collections.abc import Callable

from contracts.bill import BillSnapshot, PenaltyBlock, PenaltyLine, RestrictionNotice
from services.billing.printer import form_words
from services.billing.printer.fitting import REGULAR, lines
from services.billing.printer.leaves import View
from wording.dates import month
from wording.money import amount

WHOLE_WIDTH = 184
"""Millimetres of a line from margin to margin."""
NAMED_DEBTS = 3
"""Months whose debts the penalty's line names."""
Named = Callable[[PenaltyBlock], str]


def notice(restriction: RestrictionNotice) -> View:
    """The notice of the coming restriction."""
    return {
        "debt": f"{amount(restriction.debt_kopecks)} ₽",
        "issued": f"{form_words.day(restriction.issued_on)} г.",
        "deadline": f"{form_words.day(restriction.deadline)} г.",
    }


def debts(bill: BillSnapshot, named: Named, penalty_lines: int) -> View | None:
    """What is kept apart from the bill's total, None when there is nothing; `named` says what the penalty is on."""
    apart = bill.debts
    known = (
        ("пени", apart.penalty_kopecks),
        ("по решению суда", apart.court_kopecks),
        ("государственная пошлина", apart.duty_kopecks),
        ("затраты на ввод ограничения", apart.restriction_kopecks),
    )
    due = [{"title": title, "sum": f"{amount(kopecks)} ₽"} for title, kopecks in known if kopecks]
    if not due and not bill.penalty:
        return None
    words = (
        lines(_penalty(bill.penalty, bill.period, named), REGULAR, 8, WHOLE_WIDTH, penalty_lines)
        if bill.penalty
        else []
    )
    return {"parts": due, "penalty": words}


def newest_debts(penalty: PenaltyBlock) -> str:
    """Form 1: the debts of the latest months."""
    among = "в том числе по долгам за" if len(penalty.lines) > NAMED_DEBTS else "по долгам за"
    return f"{among} {'; '.join(map(_debt, penalty.lines[-NAMED_DEBTS:]))}"


def largest_debts(penalty: PenaltyBlock) -> str:
    """The debts that bear most of the penalty, in the order of their months, and what the others make together."""
    if len(penalty.lines) <= NAMED_DEBTS:
        return f"по долгам за {'; '.join(map(_debt, penalty.lines))}"
    by_size = sorted(penalty.lines, key=lambda line: abs(line.amount_kopecks), reverse=True)
    largest = sorted(by_size[:NAMED_DEBTS], key=lambda line: line.period)
    others = sum(line.amount_kopecks for line in by_size[NAMED_DEBTS:])
    months = len(by_size) - NAMED_DEBTS
    return f"больше всего за долг {'; '.join(map(_debt, largest))}; другие {months} мес. {amount(others)}"


def _debt(line: PenaltyLine) -> str:
    return f"{line.period[5:]}.{line.period[:4]} {amount(line.amount_kopecks)}"


def _penalty(penalty: PenaltyBlock, period: str, named: Named) -> str:
    """The sum of the month, and the debts that it is for."""
    charged = f"Пени за {month(period)} г. (ЖК РФ, ст. 155, ч. 14): {amount(penalty.charged_kopecks)} ₽"
    return f"{charged}, {named(penalty)}"
