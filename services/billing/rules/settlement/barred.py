"""kWh that readings show and nobody may charge any more, named on the bill (rule A17). Pure."""

from services.billing.rules.charge.bill_shapes import RecalculationLine
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.tariffs import ONE_RATE

GROUND = "barred"
"""Also the flag by which an accountant finds the account."""


def barred_lines(kwh: int, book: RateBook) -> list[RecalculationLine]:
    """The line of a bill that names so many kWh and costs nothing; none when there are none."""
    if not kwh:
        return []
    return [
        {
            "settles": book.period,
            "month": book.period,
            "zone": ONE_RATE,
            "tier": 1,
            "method": "recalculated",
            "volume": 0,
            "price_kopecks": 0,
            "amount_kopecks": 0,
            "excess_kopecks": 0,
            "vat_rate": book.policy.vat_rate,
            "vat_kopecks": 0,
            "ground": GROUND,
            "source": str(kwh),
        }
    ]
