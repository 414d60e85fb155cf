"""Letters about appeals (M4.7)."""

from contracts import links
from contracts.feedback import AppealAnswered
from services.notifications.letter_kinds.content import Button, Wording


def answered(event: AppealAnswered) -> Wording:
    return Wording(
        subject=f"Ответ на обращение {event.number}",
        title=f"Мы ответили на обращение {event.number}",
        paragraphs=("Ответ размещён в разделе «Обратная связь» личного кабинета.",),
        button=Button("Прочитать ответ", links.FEEDBACK),
        notes=("Чтобы дополнить обращение, ответьте в личном кабинете: это письмо отправлено автоматически.",),
    )
