"""Words for how a reading reached the supplier."""

from gateway.words.tables import Wording

SOURCES = Wording(
    {
        "payment": "при оплате",
        "without_payment": "без оплаты",
        "bank": "через банк",
        "control": "контрольные",
        "estimated": "расчётные",
        "imported": "загружены поставщиком",
        "unknown": "другим способом",
    }
)
