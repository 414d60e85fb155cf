"""Words for what waits for a second person."""

from gateway.words.tables import Wording

DEED = Wording(
    {
        "refund": "возврат на карту",
        "correction": "корректировка",
        "undo_correction": "отмена корректировки",
        "publication": "публикация счетов",
    }
)
STATE = Wording(
    {
        "requested": "ждёт одобрения",
        "approved": "одобрен и проведён",
        "refused": "отклонён",
        "withdrawn": "отозван",
        "expired": "просрочен",
    }
)
