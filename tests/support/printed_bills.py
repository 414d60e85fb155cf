"""Bills to print, and what a printed page says."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2
from PIL import Image
from pypdf import PdfReader

from contracts.bill import (
    AbsenceLine,
    AgreementBlock,
    BankDetails,
    BillSnapshot,
    ChargeLine,
    Instalment,
    MeterBlock,
    Office,
    PenaltyBlock,
    PenaltyLine,
    RaisingFactor,
    Recalculation,
    ReferenceDebts,
    RegisterRow,
    RestrictionNotice,
    Subscriber,
)
from contracts.printer import ReceiptPrint
from contracts.supplier import Supplier
from contracts.wire import Zone, ZoneValue

ZONES: dict[int, tuple[Zone, ...]] = {1: ("one",), 2: ("day", "night"), 3: ("peak", "semi", "night")}
LONGEST_NAME = "Рождественская-Преображенская Александра-Елизавета Константиновна"
LONGEST_ADDRESS = (
    "249833, Калужская обл., Дзержинский муниципальный район, городское поселение «Посёлок Полотняный Завод», "
    "ул. Генерала Константина Рокоссовского, д. 117, корп. 2, стр. 3, кв. 1048"
)
SUPPLIER = Supplier(
    bank=BankDetails(
        name="ПАО «Калужская сбытовая компания»",
        inn="4029030252",
        kpp="402901001",
        ogrn="1044004751746",
        settlement_account="40702810438000060473",
        bank_name="ПАО Сбербанк",
        bik="044525225",
        correspondent_account="30101810400000000225",
    )
)
"""With requisites whose check figures agree."""
AGREEMENT = AgreementBlock(
    number="12/27",
    agreed_on=date(2026, 10, 10),
    parts=[Instalment(due_on=date(2026, 10 + month, 15), amount_kopecks=416_650) for month in (1, 2)]
    + [Instalment(due_on=date(2027, month, 15), amount_kopecks=416_650) for month in range(1, 5)],
)
RAISING = RaisingFactor(factor="1.50", ground="акт об отказе в допуске к счётчику № 7 от 12.09.2026")
NO_DEBTS = ReferenceDebts(penalty_kopecks=0, court_kopecks=0, duty_kopecks=0, restriction_kopecks=0)
DEBTS = ReferenceDebts(penalty_kopecks=31234, court_kopecks=500000, duty_kopecks=200000, restriction_kopecks=350000)
PENALTY = PenaltyBlock(
    charged_kopecks=31234,
    lines=[PenaltyLine(period=f"2026-0{month}", amount_kopecks=6200 + month) for month in range(4, 9)],
)
NOTICE = RestrictionNotice(
    debt_kopecks=1234567, issued_on=date(2026, 11, 5), deadline=date(2026, 11, 25), stage="notice_sent"
)


@dataclass(frozen=True)
class Draft:
    """A bill in a few words."""

    zones: int = 1
    digits: int = 5
    meters: int = 1
    tiers: int = 1
    recalculations: int = 0
    opening: int = 159936
    paid: int = 159936
    name: str = "Иванов Сергей Петрович"
    address: str = "248000, г. Калуга, ул. Ленина, д. 15, кв. 42"
    long_facts: bool = False
    debtor: bool = False
    account: str = "180111111"
    excess: int = 0
    form: int = 2
    months: int = 0
    """Recalculation lines with their kWh."""
    ground: str = ""
    """Of each of them; else one of each kind."""
    absent_days: int = 0
    raised: bool = False
    estimated: bool = False
    """The previous readings are calculated ones."""
    points: int = 1
    agreement: bool = False
    informs: bool = False
    unified_account: str = "50АА123456"

    def lines(self) -> list[ChargeLine]:
        return [
            ChargeLine(
                zone=zone,
                tier=tier,
                method="metered" if self.meters else "norm",
                volume=210,
                price_kopecks=832,
                amount_kopecks=174720,
                excess_kopecks=self.excess,
            )
            for zone in ZONES[self.zones]
            for tier in range(1, self.tiers + 1)
        ]

    def recalculated(self) -> list[Recalculation]:
        plain = [Recalculation(ground=GROUND, amount_kopecks=-12345) for _ in range(self.recalculations)]
        return plain + [
            Recalculation(
                ground=self.ground or GROUNDS[number % len(GROUNDS)],
                amount_kopecks=-832 * (100 + number),
                settles=f"2025-{number % 12 + 1:02d}",
                month=f"2025-{number % 12 + 1:02d}",
                zone=ZONES[self.zones][0],
                tier=1,
                method="recalculated",
                volume=-100 - number,
                price_kopecks=832,
            )
            for number in range(self.months)
        ]

    def absences(self) -> list[AbsenceLine]:
        taken = 210 * self.absent_days // 31
        line = AbsenceLine(
            since=date(2026, 10, 5),
            until=date(2026, 10, 4 + self.absent_days),
            persons=4,
            days=self.absent_days,
            of_days=31,
            full_volume=210 + taken,
            tier=1,
            price_kopecks=832,
            volume=-taken,
            amount_kopecks=-taken * 832,
            ground="заявление № 214 от 30.09.2026, справка с места временного пребывания",
        )
        return [line] if self.absent_days else []

    def meter(self, number: int) -> MeterBlock:
        rows = [
            RegisterRow(
                zone=zone,
                previous=1234,
                previous_on=None if self.estimated else date(2026, 9, 23),
                actual=1034 if self.estimated else None,
                actual_on=date(2026, 7, 23) if self.estimated else None,
                current=1444,
                current_on=date(2026, 10, 23),
                volume=210,
                method="metered",
            )
            for zone in ZONES[self.zones]
        ]
        due = date(2031, 5, 1)
        return MeterBlock(
            serial=f"01123456789{number}",
            digits=self.digits,
            verification_due=due,
            registers=rows,
            point=str(number % self.points + 1),
        )

    def subscriber(self) -> Subscriber:
        village = "население, проживающее в сельских населённых пунктах, с электроплитами и электроотоплением"
        company = "Товарищество собственников недвижимости «Жилищно-эксплуатационное объединение Правобережье»"
        return Subscriber(
            account_number=self.account,
            full_name=self.name,
            address=self.address,
            rooms=3,
            persons=4,
            tariff_group=village if self.long_facts else "городское население, газовая плита",
            managing_company=company if self.long_facts else "ООО «УК Черёмушки»",
            document_id="50АА123456-01",
            unified_account=self.unified_account,
            office=Office(
                name="Дзержинский территориальный участок Кондровского отделения" if self.long_facts else "Калуга",
                address="г. Калуга, ул. Московская, 258",
                phones="(4842) 55-55-55, 55-55-56" if self.long_facts else "(4842) 55-55-55",
            ),
        )


GROUNDS = (
    "Показания от 20.08.2026 поступили после выставления счёта",
    "По контрольным показаниям, акт № 1245/26 от 12.10.2026",
    "Временное отсутствие 2–30 августа, заявление № 88 от 05.09.2026, посадочные талоны",
)
GROUND = "По контрольным показаниям от 12.10.2026, акт № 1245/26: расчётное потребление заменено фактическим"


def bill(**words: Any) -> BillSnapshot:
    """A bill by the fields of `Draft`."""
    draft = Draft(**words)
    recalculations = draft.recalculated()
    charged = sum(line.amount_kopecks + line.excess_kopecks for line in draft.lines())
    recalculated = sum(part.amount_kopecks for part in recalculations)
    return BillSnapshot(
        form_version=draft.form,
        number=f"{draft.account}-2026-10",
        code="7K3M-Q9PX-2B4D",
        period="2026-10",
        revision=1,
        issued_at=datetime(2026, 11, 5, 6, tzinfo=UTC),
        due_on=date(2026, 11, 15),
        supplier=SUPPLIER.block,
        subscriber=draft.subscriber(),
        meters=[draft.meter(number) for number in range(draft.meters)],
        lines=draft.lines(),
        recalculations=recalculations,
        opening_kopecks=draft.opening,
        charged_kopecks=charged,
        recalculated_kopecks=recalculated,
        paid_kopecks=draft.paid,
        total_kopecks=draft.opening + charged + recalculated - draft.paid,
        vat_rate=22,
        vat_kopecks=31507,
        payments_until=date(2026, 10, 31),
        debts=DEBTS if draft.debtor else NO_DEBTS,
        penalty=PENALTY if draft.debtor else None,
        notice=NOTICE if draft.debtor else None,
        readings_until_day=25,
        raising=RAISING if draft.raised else None,
        absences=draft.absences(),
        agreement=AGREEMENT if draft.agreement else None,
        informs=draft.informs,
    )


def receipt(**words: Any) -> ReceiptPrint:
    return ReceiptPrint(
        **{
            "payment_id": "a1b2c3d4-0000-4000-8000-1234567890ab",
            "account_number": "180111111",
            "address": "248000, г. Калуга, ул. Ленина, д. 15, кв. 42",
            "amount_kopecks": 174720,
            "paid_at": datetime(2026, 11, 10, 11, 5, 7, tzinfo=UTC),
            "readings": [ZoneValue(zone="day", value=12345), ZoneValue(zone="night", value=345)],
            "card_masked": "220220******2424",
            "approval_code": "123456",
            "bank_order_id": "01491d0b-c848-7dd6-a20d-e96900a7d8c0",
            "supplier": SUPPLIER.block,
        }
        | words
    )


def words(pdf: bytes) -> str:
    """All the text of a file, every kind and run of space made one plain space."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def picture(pdf: bytes, page: int = 0, scale: float = 2) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=scale).to_pil().convert("L")
    finally:
        document.close()


def pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)
