"""What volumes would cost (B2)."""

from pydantic import Field

from contracts.bill import ChargeLine
from contracts.wire import AccountNumber, Kopecks, Message, Period, Zone


class ZoneVolume(Message):
    zone: Zone
    volume: int


class PriceRequest(Message):
    """B2: what the volumes would cost in that period, nothing is stored."""

    account_number: AccountNumber
    period: Period
    volumes: list[ZoneVolume] = Field(min_length=1, max_length=5)


class Price(Message):
    lines: list[ChargeLine]
    amount_kopecks: Kopecks
    vat_kopecks: Kopecks
