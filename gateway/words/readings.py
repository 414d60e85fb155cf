"""Words for how a reading reached the supplier."""

from contracts.readings import ReadingLife
from gateway.words.tables import Wording

SOURCES = Wording(
    {
        "payment": "при оплате",
        "without_payment": "без оплаты",
        "phone": "по телефону",
        "bank": "через банк",
        "control": "контрольные",
        "estimated": "расчётные",
        "imported": "загружены поставщиком",
        "unknown": "другим способом",
    }
)


def way_of(reading: ReadingLife) -> str:
    """How it reached the supplier: banks and the telephone are ways of their own."""
    return SOURCES["phone" if reading.by_phone else "bank" if reading.through_bank else reading.source]


FILTERS = {"way_of": way_of}
