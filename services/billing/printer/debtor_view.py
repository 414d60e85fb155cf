"""What a debtor's bill tells beside its total: the notice, the debts that are kept apart, the penalty of the month."""

from contracts.bill import BillSnapshot, PenaltyBlock, RestrictionNotice
from services.billing.printer import form_words
from services.billing.printer.fitting import REGULAR, lines
from services.billing.printer.leaves import View
from wording.dates import month
from wording.money import amount

WHOLE_WIDTH = 184
"""Millimetres of a line from margin to margin."""
NAMED_DEBTS = 3
"""Months whose debts the penalty's line names; with more of them the latest ones."""


def notice(restriction: RestrictionNotice) -> View:
    """The notice of the coming restriction."""
    return {
        "debt": f"{amount(restriction.debt_kopecks)} ₽",
        "issued": f"{form_words.day(restriction.issued_on)} г.",
        "deadline": f"{form_words.day(restriction.deadline)} г.",
    }


def debts(bill: BillSnapshot) -> View | None:
    """What is kept apart from the bill's total; None when there is nothing of it."""
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
    return {"parts": due, "penalty": [_penalty(bill.penalty, bill.period)] if bill.penalty else []}


def _penalty(penalty: PenaltyBlock, period: str) -> str:
    """One line: the sum of the month, and the debts that it is for, the latest ones by name."""
    charged = f"Пени за {month(period)} г. (ЖК РФ, ст. 155, ч. 14): {amount(penalty.charged_kopecks)} ₽"
    named = [f"{line.period[5:]}.{line.period[:4]} {amount(line.amount_kopecks)}" for line in penalty.lines]
    among = "в том числе по долгам за" if len(named) > NAMED_DEBTS else "по долгам за"
    return lines(f"{charged}, {among} {'; '.join(named[-NAMED_DEBTS:])}", REGULAR, 8, WHOLE_WIDTH)[0]
