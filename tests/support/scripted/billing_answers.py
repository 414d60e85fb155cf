"""What billing and its printer tell of the household."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts import billing
from contracts.bill import ReferenceDebts, RestrictionNotice
from contracts.wire import AccountRef, Document
from tests.support.scripted.people import ADDRESSES, DACHA, FLAT, GARAGE, NOW
from tests.support.scripted.published_bill import bill_change, bill_snapshot, recalculation_line

NO_DEBTS = ReferenceDebts(penalty_kopecks=0, court_kopecks=0, duty_kopecks=0, restriction_kopecks=0)
MEDIA = {"pdf": "application/pdf", "png": "image/png"}
EMPTY_PDF = "JVBERi0xLjQK"
PRICES = {"day": 845, "night": 598, "one": 698}
CHANNELS = {3: "Личный кабинет", 9: "Почта России", 12: "Отделение ПАО СБЕРБАНК"}


def bill_ref(total: int) -> billing.BillRef:
    return billing.BillRef(
        period="2026-10",
        revision=1,
        published_at=datetime(2026, 11, 5, 6, tzinfo=UTC),
        due_on=date(2026, 12, 15),
        total_kopecks=total,
        code="7K3M-Q9PX-2B4D",
    )


def revisions() -> billing.BillList:
    """A bill that was corrected once."""
    first = bill_ref(120_000)
    return billing.BillList(bills=[first, bill_ref(123_456).model_copy(update={"revision": 2})])


def overview(number: str) -> billing.Overview:
    notice = RestrictionNotice(
        debt_kopecks=1_245_310,
        issued_on=date(2026, 11, 9),
        deadline=date(2026, 11, 29),
        stage="notice_delivered",
    )
    debts = ReferenceDebts(penalty_kopecks=12_345, court_kopecks=0, duty_kopecks=40_000, restriction_kopecks=310_000)
    due = {FLAT: 123_456, DACHA: 1_245_310, GARAGE: 0}[number]
    paid = 75_000 if number == FLAT else 0
    return billing.Overview(
        account_number=number,
        address=ADDRESSES[number],
        bill=bill_ref(due + paid if due else -50_000),
        due_kopecks=due,
        overpaid_kopecks=50_000 if number == GARAGE else 0,
        paid_for_bill_kopecks=paid,
        debts=debts if number == DACHA else NO_DEBTS,
        notice=notice if number == DACHA else None,
        days_left=max(0, (notice.deadline - NOW.date()).days),
        projected_penalty_kopecks=8_410 if number == DACHA else 0,
    )


def price(request: billing.PriceRequest) -> billing.Price:
    amount = sum(part.volume * PRICES[part.zone] for part in request.volumes)
    return billing.Price(
        lines=[],
        amount_kopecks=amount - 358 * PRICES["one"] if request.account_number == DACHA else amount,
        vat_kopecks=(amount * 22 + 61) // 122,
        estimated_kwh=358 if request.account_number == DACHA else 0,
        since="2026-08",
    )


def forecast(request: AccountRef) -> billing.PenaltyForecast:
    """Sixty days of a penalty that grows; only the dacha owes anything overdue."""
    if request.account_number != DACHA:
        return billing.PenaltyForecast(debt_kopecks=0, days=[])
    days = [
        billing.PenaltyDay(day=NOW.date() + timedelta(days=n), kopecks=8_410 + n * 530 + max(0, n - 30) * 420)
        for n in range(61)
    ]
    return billing.PenaltyForecast(debt_kopecks=1_245_310, days=days)


def consumption() -> list[billing.Consumption]:
    """Two years of two zones, two months of them estimated."""
    months = []
    for index in range(24):
        period = f"{2024 + (10 + index) // 12}-{(10 + index) % 12 + 1:02d}"
        for zone, base in (("day", 140), ("night", 60)):
            volume = base + (index * 37) % 60
            months.append(
                billing.Consumption(
                    period=period, zone=zone, volume=volume, amount_kopecks=volume * 748, estimated=index in (7, 8)
                )
            )
    return months


def settlement(period: str, method: str = "metered") -> billing.Settlement:
    return billing.Settlement(
        period=period,
        opening_kopecks=123_456,
        tariff="день 8,45; ночь 5,98",
        volume=214,
        charged_kopecks=165_320,
        corrected_kopecks=-1_200,
        paid_kopecks=123_456,
        closing_kopecks=164_120,
        method=method,
    )


def timeline() -> billing.Timeline:
    charge = billing.TimelineEntry(
        at=NOW - timedelta(days=20),
        kind="charge",
        title="Начислено за октябрь 2026",
        amount_kopecks=165_320,
        balance_kopecks=165_320,
    )
    credit = billing.TimelineEntry(
        at=NOW - timedelta(days=3),
        kind="credit",
        title="Оплата в «Личном кабинете»",
        amount_kopecks=-75_000,
        balance_kopecks=90_320,
    )
    return billing.Timeline(entries=[charge, credit])


def credit(day: int, channel: str) -> billing.Credit:
    on = date(2026, 11, day)
    return billing.Credit(id=f"c{day}", period="2026-10", paid_on=on, amount_kopecks=12_345 * day, channel=channel)


def genuine() -> billing.BillGenuine:
    return billing.BillGenuine(
        genuine=True,
        period="2026-10",
        account_masked="180***112",
        total_kopecks=123_456,
        published_on=date(2026, 11, 5),
        superseded=False,
    )


def print_bill(request: Any) -> Document:
    name, media = f"schet.{request.format}", MEDIA[request.format]
    return Document(file_name=name, media_type=media, content=EMPTY_PDF)


def answers() -> dict[str, Any]:
    settlements = [settlement("2026-08"), settlement("2026-09", "average"), settlement("2026-10")]
    return {
        "billing.get_overviews": lambda r: billing.Overviews(accounts=[overview(n) for n in r.account_numbers]),
        "billing.forecast_penalty": forecast,
        "billing.list_bills": billing.BillList(bills=[bill_ref(123_456)]),
        "billing.get_bill": lambda r: bill_snapshot(r.account_number),
        "billing.explain_bill": bill_change(),
        "billing.list_revisions": revisions(),
        "billing.list_account_recalculations": billing.AccountRecalculations(
            lines=[billing.BilledRecalculation(period="2026-10", line=recalculation_line())]
        ),
        "billing.check_bill": genuine(),
        "billing.list_credits": billing.CreditList(credits=[credit(*row) for row in CHANNELS.items()]),
        "billing.list_settlements": billing.SettlementList(settlements=settlements),
        "billing.get_timeline": timeline(),
        "billing.get_consumption": billing.ConsumptionList(months=consumption()),
        "billing.price_volumes": price,
        "printer.print_bill": print_bill,
        "printer.print_receipt": Document(file_name="kvitanciya.pdf", media_type=MEDIA["pdf"], content=EMPTY_PDF),
    }
