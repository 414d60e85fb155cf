"""The bill (платёжный документ) as an immutable snapshot: all that the form prints, fixed at publication.

Content by ПП 354, п. 69. PDF and PNG are pure functions of a snapshot and the form's version.
"""

from typing import Annotated, Literal

from pydantic import Field, Strict

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
    information: Annotated[tuple[str, ...], Strict(False)] = ()
    """What bills tell once a quarter (п. 31 «з»); `{day}` is the last day for readings."""


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
    """Идентификатор платёжного документа in ГИС ЖКХ, empty when unknown."""
    office: Office
    unified_account: str = ""
    """ЕЛС in ГИС ЖКХ, empty when unknown."""


class RegisterRow(Message):
    """One register (dial) of the meter in the period."""

    zone: Zone
    previous: int | None
    previous_on: Day | None
    current: int | None
    current_on: Day | None
    volume: int
    method: Method
    actual: int | None = None
    """After estimates, the last true reading, on which the calculated `previous` rests; else None."""
    actual_on: Day | None = None
    """The day of `actual`."""


class MeterBlock(Message):
    serial: str
    digits: int
    verification_due: Day | None
    registers: list[RegisterRow]
    ratio: str = "1"
    """Коэффициент трансформации: kWh are the difference of readings times this."""
    decimals: int = 0
    """Of the digits, how many stand behind the comma."""
    point: str = "1"
    """Where it measures: meters of one point follow one another, meters of different points count side by side."""


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


class RaisingFactor(Message):
    """Повышающий коэффициент (п. 69 «г»); what it adds stands in `ChargeLine.excess_kopecks`."""

    factor: str
    """Such as `1.5`."""
    ground: str
    """The act that it rests on."""


class AbsenceLine(Message):
    """Временное отсутствие: what it takes off the month's norm (п. 69 «ж», 86). The charge lines contain it already."""

    since: Day
    until: Day
    persons: int
    days: int
    """Of the period, on which these persons were away."""
    of_days: int
    """Of the period."""
    full_volume: int
    """kWh by the norm before this absence."""
    tier: int
    price_kopecks: int
    """Tariff per kWh of the tier from which it takes off, VAT included."""
    volume: int
    """kWh that it takes off, negative."""
    amount_kopecks: Kopecks
    """Negative."""
    ground: str
    """The application and its documents (п. 91-93)."""


class Recalculation(Message):
    """One line of «Перерасчёты» (п. 69 «ж»): a sum that staff posted, or kWh of an earlier month at that month's price.

    The fields with defaults are those of kWh: `amount_kopecks` then is volume × price + excess. Sums without
    kWh have the defaults.
    """

    ground: str
    """In words."""
    amount_kopecks: Kopecks
    code: str = ""
    """Of the ground, such as `late_reading`; `contracts.billing.runs.RecalculationLine` names them."""
    settles: Period | None = None
    """The month that was billed wrongly."""
    month: Period | None = None
    """The month whose price and VAT the line has."""
    zone: Zone | None = None
    tier: int | None = None
    method: Method | None = None
    volume: int | None = None
    """kWh, negative when they are given back."""
    price_kopecks: int | None = None
    excess_kopecks: Kopecks = 0
    """What a raising factor adds (п. 69 «г»); contained in `amount_kopecks`."""
    vat_rate: int | None = None
    vat_kopecks: Kopecks | None = None
    source: str = ""
    """What proves it: a file, the number of an act, the desk."""


class Instalment(Message):
    due_on: Day
    amount_kopecks: Kopecks


class AgreementBlock(Message):
    """Соглашение о рассрочке или отсрочке (п. 69 «к», 72)."""

    number: str
    agreed_on: Day
    parts: list[Instalment]
    paid_kopecks: Kopecks = 0
    """Money that came since the agreement."""
    required_kopecks: Kopecks = 0
    """Parts and current bills whose day of payment has passed."""
    state: Literal["kept", "broken"] = "kept"


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


class InstalmentOffer(Message):
    """The month costs so much more than a year ago that instalments must be offered (п. 72)."""

    charged_kopecks: Kopecks
    year_ago_kopecks: Kopecks
    """The charge of the same month of the year before."""
    percent: int
    """The limit of the policy that is exceeded."""


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
    instalment_offer: InstalmentOffer | None = None
    notice: RestrictionNotice | None
    readings_until_day: int
    """Readings count for the month when they come by this day (25)."""
    raising: RaisingFactor | None = None
    """None: no factor above 1."""
    absences: list[AbsenceLine] = Field(default_factory=list)
    agreement: AgreementBlock | None = None
    informs: bool = False
    """Whether the bill tells what п. 31 «з» wants once a quarter (`supplier.information`)."""
