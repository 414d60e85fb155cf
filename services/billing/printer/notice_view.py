"""What a notice of restriction prints (ПП 354, п. 118-119). The terms are prose, so they belong to the shape."""

from contracts.printer import DebtNotice, NoticesPrint
from services.billing.printer import form_words
from services.billing.printer.fitting import REGULAR, lines
from services.billing.printer.leaves import View
from wording.accounts import account
from wording.money import amount
from wording.numbers import counted

WIDTH = 120


def notice_view(request: NoticesPrint, one: DebtNotice) -> View:
    number = account(one.account_number)
    rows = [
        ("Потребитель", one.full_name),
        ("Адрес", one.address),
        ("Лицевой счёт", number),
        ("Дата уведомления", form_words.day(request.sent_on)),
    ]
    return {
        "supplier": request.supplier,
        "title": f"Уведомление об ограничении, {number}",
        "sum": f"{amount(one.debt_kopecks)} ₽",
        "terms": (_days(request.notice_days), _days(request.suspension_days)),
        "rows": [{"title": title, "lines": lines(text, REGULAR, 11, WIDTH, most=3)} for title, text in rows],
    }


def _days(number: int) -> str:
    return counted(number, "дня", "дней", "дней")
