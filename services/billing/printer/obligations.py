"""What the rules want a bill to tell beside the sums: the instalment agreement, the information to consumers."""

from contracts.bill import AgreementBlock, BillSnapshot, InstalmentOffer
from services.billing.printer import form_words
from services.billing.printer.debtor_view import WHOLE_WIDTH
from services.billing.printer.fitting import REGULAR, lines
from wording.money import amount

SIZE = 7.4
"""Points."""
AGREEMENT_LINES = 12
"""Sixty instalments."""


def instalments(bill: BillSnapshot) -> list[str]:
    """The agreement that holds (п. 69 «к»), else the offer of one (п. 72)."""
    if bill.agreement:
        return _agreement(bill.agreement)
    return _offer(bill.instalment_offer) if bill.instalment_offer else []


def _offer(offer: InstalmentOffer) -> list[str]:
    charged, year_ago = amount(offer.charged_kopecks), amount(offer.year_ago_kopecks)
    words = (
        f"Начислено {charged} ₽, за тот же месяц прошлого года {year_ago} ₽: больше чем на {offer.percent} %. "
        "Вы вправе внести плату частями, с рассрочкой (ПП РФ №\u00a0354, п.\u00a072): подайте заявление в "
        "обслуживающий участок."
    )
    return lines(words, REGULAR, SIZE, WHOLE_WIDTH, most=3)


def _agreement(block: AgreementBlock) -> list[str]:
    parts = "; ".join(f"{form_words.short_day(part.due_on)} — {amount(part.amount_kopecks)} ₽" for part in block.parts)
    words = f"Соглашение № {block.number} от {form_words.short_day(block.agreed_on)}. Сроки и суммы: {parts}."
    words += f" Оплачено {amount(block.paid_kopecks)} ₽." if block.paid_kopecks else ""
    words += " Срок нарушен." if block.state == "broken" else ""
    return lines(words, REGULAR, SIZE, WHOLE_WIDTH, most=AGREEMENT_LINES)


def information(bill: BillSnapshot) -> list[list[str]]:
    """The supplier's paragraphs, broken into lines (п. 31 «з»)."""
    day = str(bill.readings_until_day)
    paragraphs = (text.replace("{day}", day) for text in bill.supplier.information)
    return [lines(text, REGULAR, SIZE, WHOLE_WIDTH, most=5) for text in paragraphs]
