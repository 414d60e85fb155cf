"""The time, as a thing that is handed over: storage and wire are UTC, days are those of Moscow."""

from datetime import UTC, date, datetime

from wording.moscow import moscow_day


class Clock:
    """Tells the real time; tests hand over a `FixedClock`."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day it is in Moscow, which is the day of every rule and every form."""
        return moscow_day(self.now())


class FixedClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)
