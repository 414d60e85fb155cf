"""What readings tells other services of readings: recorded, withdrawn, and its word on the supplier's files."""

from typing import Annotated, ClassVar, Literal

from contracts.meters import WithdrawnValues
from contracts.wire import AccountNumber, Day, Event, Identifier, Instant, Open, Period, ZoneValue

Source = Annotated[Literal["payment", "without_payment", "control", "estimated", "imported", "unknown"], Open()]
"""Способ передачи: при оплате, без оплаты, контрольные, расчётные, загружены."""


class ReadingRecorded(Event):
    """A valid reading; billing keeps the copy that its run uses."""

    SOURCE: ClassVar = "readings"
    TYPE: ClassVar = "readings.reading_recorded.v1"
    reading_id: Identifier
    account_number: AccountNumber
    meter_serial: str
    taken_on: Day
    received_at: Instant
    source: Source
    period: Period
    values: list[ZoneValue]
    passed_zero: bool = False
    """Whoever took it says that the counter went through zero since the reading before."""
    of_meter_act: bool = False
    """It is a part of an act of the meter; its `source` is `control`, too."""
    through_bank: bool = False
    """«Через банк»: a payer gave it there; its `source` is `payment`, too."""


class ReadingWithdrawn(Event):
    SOURCE: ClassVar = "readings"
    TYPE: ClassVar = "readings.reading_withdrawn.v1"
    reading_id: Identifier
    account_number: AccountNumber
    reason: str
    what: WithdrawnValues | None = None
    by_desk: bool = False
    """The desk took the reading itself back: a file that repeats it does not make it count again."""


class ReadingsSupplyChecked(Event):
    """Whether readings accepts its files of a package that billing takes part in, too."""

    SOURCE: ClassVar = "readings"
    TYPE: ClassVar = "readings.supply_checked.v1"
    package_id: Identifier
    accepted: bool
