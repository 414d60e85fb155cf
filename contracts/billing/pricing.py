"""Price of volumes before anything is sent (B2)."""

from pydantic import Field

from contracts.bill import ChargeLine
from contracts.wire import AccountNumber, Kopecks, Message, Period, Zone


class ZoneVolume(Message):
    zone: Zone
    volume: int


class PriceRequest(Message):
    """Asks what the volumes would cost in that period (B2); nothing is stored."""

    account_number: AccountNumber
    period: Period
    volumes: list[ZoneVolume] = Field(min_length=1, max_length=5)


class Price(Message):
    lines: list[ChargeLine]
    amount_kopecks: Kopecks
    vat_kopecks: Kopecks
