"""The current time as a dependency: storage and wire use UTC, days are those of Moscow."""

from datetime import UTC, date, datetime

from wording.moscow import moscow_day


class Clock:
    """The system's clock; tests pass a `FixedClock`."""

    def now(self) -> datetime:
        """Returns the current moment, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Returns the current day in Moscow, which is the day of every rule and every form."""
        return moscow_day(self.now())


class FixedClock(Clock):
    """A clock that stands still until `moment` is set."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)
