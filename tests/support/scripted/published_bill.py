"""A published bill as billing would tell of it."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.bill import BillSnapshot, ChargeLine, Office, Recalculation, ReferenceDebts, Subscriber
from contracts.billing import BillChange, ChangePart, RecalculationLine
from contracts.supplier import Supplier


def bill_snapshot(number: str) -> BillSnapshot:
    office = Office(name="Калужское отделение", address="г. Калуга, ул. Болдина, 57", phones="(4842) 71-60-09")
    subscriber = Subscriber(
        account_number=number,
        full_name="Иванова А. П.",
        address="г. Калуга, ул. Кирова, д. 12, кв. 34",
        rooms=2,
        persons=3,
        tariff_group="городское население, газовая плита",
        managing_company="",
        document_id="",
        office=office,
    )
    line = ChargeLine(
        zone="day", tier=1, method="metered", volume=150, price_kopecks=845, amount_kopecks=126_750, excess_kopecks=0
    )
    return BillSnapshot(
        form_version=1,
        number="1",
        code="7K3M-Q9PX-2B4D",
        period="2026-10",
        revision=1,
        issued_at=datetime(2026, 11, 5, tzinfo=UTC),
        due_on=date(2026, 12, 15),
        supplier=Supplier().block,
        subscriber=subscriber,
        meters=[],
        lines=[line],
        recalculations=[
            Recalculation(
                ground="За август 2026: показания получены после выставления счёта",
                amount_kopecks=-2_992,
                code="late_reading",
                settles="2026-08",
                month="2026-07",
                zone="one",
                tier=1,
                method="average",
                volume=-4,
                price_kopecks=748,
                vat_rate=22,
                vat_kopecks=-540,
            ),
            Recalculation(ground="Акт № 7 от 20.10.2026: счётчик спешил", amount_kopecks=-302),
        ],
        opening_kopecks=0,
        charged_kopecks=126_750,
        recalculated_kopecks=-3_294,
        paid_kopecks=0,
        total_kopecks=123_456,
        vat_rate=22,
        vat_kopecks=22_000,
        payments_until=date(2026, 10, 31),
        notice=None,
        readings_until_day=25,
        debts=ReferenceDebts(penalty_kopecks=0, court_kopecks=0, duty_kopecks=0, restriction_kopecks=0),
    )


def recalculation_line(ground: str = "late_reading", volume: int = -80, **more: Any) -> RecalculationLine:
    """kWh of August at the price of August."""
    amount = volume * 748
    row = {
        "settles": "2026-08",
        "month": "2026-08",
        "zone": "one",
        "tier": 1,
        "method": "average",
        "volume": volume,
        "price_kopecks": 748,
        "amount_kopecks": amount,
        "excess_kopecks": 0,
        "vat_rate": 22,
        "vat_kopecks": amount * 22 // 122,
        "ground": ground,
        "source": "readings.csv",
    } | more
    return RecalculationLine.model_validate(row)


def bill_change() -> BillChange:
    parts = [
        ChangePart(
            cause="volume", title="Изменился расход", amount_kopecks=28_280, code="volume", before=190, after=214
        ),
        ChangePart(
            cause="recalculation",
            title="Перерасчёты",
            amount_kopecks=-8_000,
            code="recalculation",
            months=["2026-07", "2026-08"],
        ),
        ChangePart(cause="tariff", title="Тариф", amount_kopecks=0),
    ]
    return BillChange(
        period="2026-10", previous_period="2026-09", previous_kopecks=103_176, current_kopecks=123_456, parts=parts
    )
