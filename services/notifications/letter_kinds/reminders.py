"""Letters that remind of something to do, and go no more when it is done (B9)."""

from datetime import date

from contracts import links
from contracts.billing import BillPublished
from services.notifications.letter_kinds.content import Button, Wording
from services.notifications.letter_kinds.formats import account, counted, day, money, period

_PAID = "Если Вы уже заплатили, ничего делать не нужно: деньги зачислятся автоматически."


def readings(number: str, for_period: str, last: date) -> Wording:
    return Wording(
        subject=f"Передайте показания счётчика до {day(last)}, лицевой счёт {account(number)}",
        title="Пора передать показания",
        paragraphs=(
            f"Показаний счётчика за {period(for_period)} по лицевому счёту {account(number)} пока нет.",
            f"Передайте их до {day(last)} включительно, и счёт будет выставлен по ним, "
            "а не по среднему расходу. Платить при этом не обязательно.",
        ),
        button=Button("Передать показания", links.HOME),
    )


def bill_ready(event: BillPublished) -> Wording:
    again = event.revision > 1
    name = "Уточнённый счёт" if again else "Счёт"
    return Wording(
        subject=f"{name} за {period(event.period)} готов, лицевой счёт {account(event.account_number)}",
        title=f"{name} за {period(event.period)} готов",
        paragraphs=("Счёт размещён в личном кабинете. Там же его можно оплатить без комиссии.",),
        facts=(
            ("Лицевой счёт", account(event.account_number)),
            ("Сумма по счёту", money(event.total_kopecks)),
            ("Оплатить до", day(event.due_on)),
        ),
        button=Button("Открыть счёт", links.HOME),
    )


def due(number: str, kopecks: int, last: date) -> Wording:
    return Wording(
        subject=f"Оплатите электроэнергию до {day(last)}, лицевой счёт {account(number)}",
        title=f"Срок оплаты — {day(last)}",
        paragraphs=("По лицевому счёту есть неоплаченная сумма. Оплата в личном кабинете — без комиссии.",),
        facts=(
            ("Лицевой счёт", account(number)),
            ("К оплате", money(kopecks)),
            ("Оплатить до", day(last)),
        ),
        button=Button("Оплатить", links.HOME),
        notes=(_PAID,),
    )


def verification(number: str, until: date, today: date) -> Wording:
    left = (until - today).days
    in_words = f"через {counted(left, 'день', 'дня', 'дней')}" if left else "сегодня"
    return Wording(
        subject=f"Поверка счётчика до {day(until)}, лицевой счёт {account(number)}",
        title=f"Срок поверки счётчика истекает {in_words}",
        paragraphs=(
            f"Счётчик по лицевому счёту {account(number)} нужно поверить или заменить до {day(until)}.",
            "После этого дня его показания не принимаются к расчёту, и начисление пойдёт по среднему расходу, "
            "а затем по нормативу.",
            "Когда поверка или замена будет внесена в наш учёт, напоминания прекратятся сами.",
        ),
        button=Button("Написать поставщику", links.FEEDBACK),
    )
