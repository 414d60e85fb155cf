"""Letters about bills and debts."""

from datetime import date

from contracts import links
from contracts.billing import BillPublished, RestrictionNoticeIssued
from services.notifications.letter_kinds import samples
from services.notifications.letter_kinds.content import Button, LetterContent
from services.notifications.letter_kinds.kind import BULK, NORMAL, WEEK, LetterKind
from wording.accounts import account
from wording.dates import day, month
from wording.money import money


def bill(event: BillPublished) -> LetterContent:
    name = "Уточнённый счёт" if event.revision > 1 else "Счёт"
    return LetterContent(
        subject=f"{name} за электроэнергию: {month(event.period)}, лицевой счёт {account(event.account_number)}",
        title=f"{name} за {month(event.period)}",
        paragraphs=("Счёт приложен к письму в формате PDF. Оплатить его без комиссии можно в личном кабинете.",),
        facts=(
            ("Лицевой счёт", account(event.account_number)),
            ("Сумма по счёту", money(event.total_kopecks)),
            ("Оплатить до", day(event.due_on)),
        ),
        button=Button("Оплатить", links.HOME),
        notes=("Вы подписаны на доставку счёта на e-mail.",),
    )


def restriction(event: RestrictionNoticeIssued) -> LetterContent:
    return LetterContent(
        subject=f"Уведомление о долге за электроэнергию, лицевой счёт {account(event.account_number)}",
        title="Предстоит ограничение подачи электроэнергии",
        paragraphs=(
            f"По лицевому счёту {account(event.account_number)} есть задолженность. "
            f"Если не погасить её до {day(event.deadline)}, подача электроэнергии будет ограничена.",
            "Если вы уже заплатили, ничего делать не нужно: деньги зачислятся автоматически.",
        ),
        facts=(
            ("Задолженность", money(event.debt_kopecks)),
            ("Уведомление от", day(event.issued_on)),
            ("Погасить до", day(event.deadline)),
        ),
        button=Button("Погасить задолженность", links.HOME),
    )


NOTICE = RestrictionNoticeIssued(
    account_number=samples.ACCOUNT,
    debt_kopecks=250_000,
    issued_on=samples.THEN.date(),
    deadline=date(2026, 11, 25),
)
KINDS = (
    LetterKind(
        code="bill",
        title="Счёт в PDF",
        label="счёт",
        priority=BULK,
        lifetime=4 * WEEK,
        sample=lambda: bill(samples.BILL),
        follows_profile=True,
        subscription="email_bill",
    ),
    LetterKind(
        code="restriction",
        title="Уведомление об ограничении",
        label="уведомление об ограничении",
        priority=NORMAL,
        lifetime=None,
        sample=lambda: restriction(NOTICE),
        follows_profile=True,
    ),
)
