"""Price of readings before anything is sent (B2)."""

from pydantic import Field, model_validator

from contracts.bill import ChargeLine
from contracts.wire import AccountNumber, Day, Kopecks, Message, Period, Zone


class ZoneVolume(Message):
    """kWh of one zone since the last actual reading."""

    zone: Zone
    volume: int = Field(ge=-(2**31), le=2**31 - 1)


class PricedReading(Message):
    """What one register shows."""

    serial: str = Field(min_length=1, max_length=40)
    zone: Zone
    value: int = Field(ge=0, lt=10**9)
    passed_zero: bool = False
    """The counter went through zero since the last actual reading, by whoever read it."""


class PriceRequest(Message):
    """Asks what the bill of that period would charge by these readings, or by these volumes (B2); nothing is stored."""

    account_number: AccountNumber
    period: Period
    volumes: list[ZoneVolume] = Field(default_factory=list, max_length=5)
    """Since the last actual readings; not needed beside `readings`."""
    readings: list[PricedReading] = Field(default_factory=list, max_length=30)
    """All registers of each meter that is named."""

    @model_validator(mode="after")
    def _something(self) -> "PriceRequest":
        if not self.volumes and not self.readings:
            raise ValueError("give readings or volumes")
        return self


class PriceBase(Message):
    """What the volume of one register is counted from."""

    serial: str
    zone: Zone
    value: int
    """The last actual reading."""
    taken_on: Day | None
    estimated_kwh: int
    """kWh that bills have charged since without a reading; they are taken off."""


class Price(Message):
    """The sum of the bill's lines, of which those of estimates that go back are negative."""

    lines: list[ChargeLine]
    amount_kopecks: Kopecks
    vat_kopecks: Kopecks
    estimated_kwh: int = 0
    """kWh that were charged by estimate since the last actual readings and are taken off."""
    since: Period | None = None
    """The month of the last actual reading; None when nothing has been read yet."""
    base: list[PriceBase] = Field(default_factory=list)
