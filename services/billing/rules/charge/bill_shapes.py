"""Lines and meters of a charge in the shapes that `contracts.bill` prints and the run stores as JSON."""

from typing import NotRequired, TypedDict

from services.billing.rules.charges import Method


class BillLine(TypedDict):
    """`contracts.bill.ChargeLine` as it is stored: one zone and tier; money in kopecks, VAT included."""

    zone: str
    tier: int
    method: Method
    volume: int
    price_kopecks: int
    amount_kopecks: int
    excess_kopecks: int


class RecalculationLine(TypedDict):
    """kWh of an earlier month that a bill adds or gives back; money in kopecks, VAT included.

    `settles` is the month whose outcome it is a part of, `month` the one whose price it has. `ground` is a code such as
    `return_of_estimate`, `source` what proves it: a file, the number of an act, the desk.
    """

    settles: str
    month: str
    zone: str
    tier: int
    method: Method
    volume: int
    price_kopecks: int
    amount_kopecks: int
    excess_kopecks: int
    vat_rate: int
    vat_kopecks: int
    ground: str
    source: str


class BillAbsence(TypedDict):
    """`contracts.bill.AbsenceLine` as it is stored, without its ground; kWh and kopecks are negative."""

    since: str
    until: str
    persons: int
    days: int
    of_days: int
    full_volume: int
    tier: int
    price_kopecks: int
    volume: int
    amount_kopecks: int


class BillAct(TypedDict):
    """An act that a charge rests on; the day is an ISO text."""

    number: str
    happened_on: str


class BillRegister(TypedDict):
    """`contracts.bill.RegisterRow` as it is stored; days are ISO texts."""

    zone: str
    previous: int | None
    previous_on: str | None
    current: int | None
    current_on: str | None
    volume: int
    method: Method
    actual: NotRequired[int | None]
    actual_on: NotRequired[str | None]


class BillMeter(TypedDict):
    """`contracts.bill.MeterBlock` as it is stored."""

    serial: str
    digits: int
    verification_due: str | None
    registers: list[BillRegister]
    ratio: NotRequired[str]
    decimals: NotRequired[int]
    point: NotRequired[str]
