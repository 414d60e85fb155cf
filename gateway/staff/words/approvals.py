"""Words for what waits for a second person."""

from gateway.words.tables import Wording

DEED = Wording(
    {
        "refund": "возврат на карту",
        "correction": "корректировка",
        "undo_correction": "отмена корректировки",
        "filed_correction": "корректировка из файла",
        "filed_undo": "отмена корректировки из файла",
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
