"""What the rules want a bill to tell beside the sums: the instalment agreement, the information to consumers."""

from contracts.bill import AgreementBlock, BillSnapshot
from services.billing.printer import form_words
from services.billing.printer.debtor_view import WHOLE_WIDTH
from services.billing.printer.fitting import REGULAR, lines
from wording.money import amount

SIZE = 7.4
"""Points."""
AGREEMENT_LINES = 12
"""Sixty instalments."""


def agreement(block: AgreementBlock) -> list[str]:
    """Number, day and instalments (п. 69 «к»)."""
    parts = "; ".join(f"{form_words.short_day(part.due_on)} — {amount(part.amount_kopecks)} ₽" for part in block.parts)
    words = f"Соглашение № {block.number} от {form_words.short_day(block.agreed_on)}. Сроки и суммы: {parts}."
    return lines(words, REGULAR, SIZE, WHOLE_WIDTH, most=AGREEMENT_LINES)


def information(bill: BillSnapshot) -> list[list[str]]:
    """The supplier's paragraphs, broken into lines (п. 31 «з»)."""
    day = str(bill.readings_until_day)
    paragraphs = (text.replace("{day}", day) for text in bill.supplier.information)
    return [lines(text, REGULAR, SIZE, WHOLE_WIDTH, most=5) for text in paragraphs]
