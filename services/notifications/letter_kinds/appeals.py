"""Letters about appeals (M4.7)."""

from contracts import links
from contracts.feedback import AppealAnswered
from services.notifications.letter_kinds import samples
from services.notifications.letter_kinds.content import Button, LetterContent
from services.notifications.letter_kinds.kind import NORMAL, WEEK, LetterKind


def answered(event: AppealAnswered) -> LetterContent:
    return LetterContent(
        subject=f"Ответ на обращение {event.number}",
        title=f"Мы ответили на обращение {event.number}",
        paragraphs=("Ответ размещён в разделе «Обратная связь» личного кабинета.",),
        button=Button("Прочитать ответ", links.FEEDBACK),
        notes=("Чтобы дополнить обращение, ответьте в личном кабинете: это письмо отправлено автоматически.",),
    )


ANSWERED = AppealAnswered(
    appeal_id="a1",
    number="О-2026-000123",
    account_number=samples.ACCOUNT,
    email=samples.EMAIL,
    answered_at=samples.THEN,
)
KINDS = (
    LetterKind(
        code="appeal_answered",
        title="Ответ на обращение",
        label="ответ на обращение",
        priority=NORMAL,
        lifetime=4 * WEEK,
        sample=lambda: answered(ANSWERED),
    ),
)
