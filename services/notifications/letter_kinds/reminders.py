"""Letters that remind of something to do; they are withdrawn when it is done (B9). Pure."""

from collections.abc import Callable
from datetime import date, timedelta

from contracts import links
from contracts.billing import BillPublished
from contracts.reminders import ReminderKind
from services.notifications.letter_kinds import samples
from services.notifications.letter_kinds.content import Button, LetterContent
from services.notifications.letter_kinds.kind import BULK, WEEK, LetterKind
from wording.accounts import account
from wording.dates import day, month
from wording.money import money
from wording.numbers import counted

_PAID = "Если Вы уже заплатили, ничего делать не нужно: деньги зачислятся автоматически."


def readings(number: str, for_period: str, last: date) -> LetterContent:
    return LetterContent(
        subject=f"Передайте показания счётчика до {day(last)}, лицевой счёт {account(number)}",
        title="Пора передать показания",
        paragraphs=(
            f"Показаний счётчика за {month(for_period)} по лицевому счёту {account(number)} пока нет.",
            f"Передайте их до {day(last)} включительно, и счёт будет выставлен по ним, "
            "а не по среднему расходу. Платить при этом не обязательно.",
        ),
        button=Button("Передать показания", links.HOME),
    )


def bill_ready(event: BillPublished) -> LetterContent:
    again = event.revision > 1
    name = "Уточнённый счёт" if again else "Счёт"
    return LetterContent(
        subject=f"{name} за {month(event.period)} готов, лицевой счёт {account(event.account_number)}",
        title=f"{name} за {month(event.period)} готов",
        paragraphs=("Счёт размещён в личном кабинете. Там же его можно оплатить без комиссии.",),
        facts=(
            ("Лицевой счёт", account(event.account_number)),
            ("Сумма по счёту", money(event.total_kopecks)),
            ("Оплатить до", day(event.due_on)),
        ),
        button=Button("Открыть счёт", links.HOME),
    )


def due(number: str, kopecks: int, last: date) -> LetterContent:
    return LetterContent(
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


def verification(number: str, until: date, today: date) -> LetterContent:
    left = (until - today).days
    in_words = f"через {counted(left, 'день', 'дня', 'дней')}" if left else "сегодня"
    return LetterContent(
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


def _reminder(
    kind: ReminderKind, title: str, label: str, lifetime: timedelta | None, sample: Callable[[], LetterContent]
) -> LetterKind:
    return LetterKind(
        code=f"reminder_{kind}",
        title=title,
        label=label,
        priority=BULK,
        lifetime=lifetime,
        sample=sample,
        follows_profile=True,
        subscription=kind,
    )


KINDS = (
    _reminder(
        "readings",
        "Напоминание: показания",
        "напоминание о показаниях",
        None,
        lambda: readings(samples.ACCOUNT, "2026-11", date(2026, 11, 25)),
    ),
    _reminder("bill", "Напоминание: счёт готов", "счёт готов", 2 * WEEK, lambda: bill_ready(samples.BILL)),
    _reminder(
        "due",
        "Напоминание: срок оплаты",
        "напоминание о сроке оплаты",
        None,
        lambda: due(samples.ACCOUNT, 123_456, samples.DAY),
    ),
    _reminder(
        "verification",
        "Напоминание: поверка",
        "напоминание о поверке",
        None,
        lambda: verification(samples.ACCOUNT, date(2027, 2, 3), samples.THEN.date()),
    ),
)
