"""The bill (платёжный документ) as an immutable snapshot: all that the form prints, fixed at publication.

Content by ПП 354, п. 69. PDF and PNG are pure functions of a snapshot and the form's version.
"""

from typing import Literal

from pydantic import Field

from contracts.wire import AccountNumber, Day, Instant, Kopecks, Message, Period, Zone

Method = Literal["metered", "average", "norm", "control", "recalculated"]
"""Способ определения объёма: показания, среднемесячное, норматив, контрольные показания, перерасчёт."""


class BankDetails(Message):
    """Payee's details for the form and its QR (ГОСТ Р 56042); placeholders until the supplier gives real ones."""

    name: str = Field(max_length=160)
    inn: str
    kpp: str
    ogrn: str
    settlement_account: str
    bank_name: str
    bik: str
    correspondent_account: str


class SupplierBlock(Message):
    bank: BankDetails
    address: str
    phones: str
    email: str
    site: str
    portal: str
    support_phone: str = ""
    """Of the portal's support, when it has one of its own."""
    support_hours: str


class Office(Message):
    """Обслуживающий участок: whom to ask about charges."""

    name: str
    address: str
    phones: str


class Subscriber(Message):
    account_number: AccountNumber
    full_name: str
    address: str
    rooms: int
    persons: int
    tariff_group: str
    """In words, such as «городское население, газовая плита»."""
    managing_company: str
    document_id: str
    """ЕЛС / ИД of the document in ГИС ЖКХ, empty when unknown."""
    office: Office


class RegisterRow(Message):
    """One register (dial) of the meter in the period."""

    zone: Zone
    previous: int | None
    previous_on: Day | None
    current: int | None
    current_on: Day | None
    volume: int
    method: Method


class MeterBlock(Message):
    serial: str
    digits: int
    verification_due: Day | None
    registers: list[RegisterRow]


class ChargeLine(Message):
    """One line of «Начислено»: a zone and a tier by one method at one price."""

    zone: Zone
    tier: int
    method: Method
    volume: int
    price_kopecks: int
    """Tariff per kWh, VAT included."""
    amount_kopecks: Kopecks
    excess_kopecks: Kopecks
    """Размер платы от повышающего коэффициента (п. 69 «г»), not contained in `amount_kopecks`."""


class Recalculation(Message):
    ground: str
    amount_kopecks: Kopecks


class ReferenceDebts(Message):
    """«Справочно»: kept apart from energy and not payable in the portal (M4.1.12)."""

    penalty_kopecks: Kopecks
    court_kopecks: Kopecks
    duty_kopecks: Kopecks
    restriction_kopecks: Kopecks


class PenaltyLine(Message):
    """What a month added to the penalty on one period's debt; negative when it was charged too high before."""

    period: Period
    """Of the debt."""
    amount_kopecks: Kopecks


class PenaltyBlock(Message):
    """Пени charged for the month (ЖК РФ ст. 155 ч. 14): beside the bill's total, part of `debts.penalty_kopecks`."""

    charged_kopecks: Kopecks
    lines: list[PenaltyLine]


class RestrictionNotice(Message):
    """Уведомление о предстоящем ограничении (ПП 354, п. 118-119)."""

    debt_kopecks: Kopecks
    issued_on: Day
    deadline: Day
    stage: str


class BillSnapshot(Message):
    form_version: int
    number: str
    code: str
    """Authenticity code (B10), such as `7K3M-Q9PX-2B4D`."""
    period: Period
    revision: int
    issued_at: Instant
    due_on: Day
    supplier: SupplierBlock
    subscriber: Subscriber
    meters: list[MeterBlock]
    lines: list[ChargeLine]
    recalculations: list[Recalculation]
    opening_kopecks: Kopecks
    """Задолженность (+) or переплата (-) at the beginning of the period."""
    charged_kopecks: Kopecks
    recalculated_kopecks: Kopecks
    paid_kopecks: Kopecks
    total_kopecks: Kopecks
    """opening + charged + recalculated - paid; negative is an overpayment."""
    vat_rate: int
    vat_kopecks: Kopecks
    payments_until: Day
    debts: ReferenceDebts
    penalty: PenaltyBlock | None = None
    notice: RestrictionNotice | None
    readings_until_day: int
    """Readings count for the month when they come by this day (25)."""
