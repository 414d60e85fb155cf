"""Words for what waits for a second person."""

from gateway.words.tables import Wording

DEED = Wording(
    {
        "refund": "возврат на карту",
        "correction": "корректировка",
        "undo_correction": "отмена корректировки",
        "filed_correction": "корректировка из файла",
        "filed_undo": "отмена корректировки из файла",
        "staff_create": "учётная запись с правами на деньги",
        "staff_role": "роль с правами на деньги",
        "staff_reset": "ключи к правам на деньги",
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
