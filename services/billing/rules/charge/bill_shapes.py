"""Lines and meters of a charge in the shapes that `contracts.bill` prints and the run stores as JSON."""

from typing import TypedDict

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


class BillRegister(TypedDict):
    """`contracts.bill.RegisterRow` as it is stored; days are ISO texts."""

    zone: str
    previous: int | None
    previous_on: str | None
    current: int | None
    current_on: str | None
    volume: int
    method: Method


class BillMeter(TypedDict):
    """`contracts.bill.MeterBlock` as it is stored."""

    serial: str
    digits: int
    verification_due: str | None
    registers: list[BillRegister]
