"""Daily statistics of one service: counts by day for the charts of the desk, and current totals."""

from pydantic import Field, model_validator

from contracts.wire import Day, Message

MOST_DAYS = 92


class FiguresQuery(Message):
    """Days in Moscow, both included."""

    since: Day
    until: Day

    @model_validator(mode="after")
    def _an_interval(self) -> "FiguresQuery":
        if not 0 <= (self.until - self.since).days < MOST_DAYS:
            raise ValueError("since must not be after until, and at most 92 days are counted")
        return self


class DayFigures(Message):
    """One day's counts by name; a day without any is left out."""

    day: Day
    counts: dict[str, int] = Field(max_length=20)


class Figures(Message):
    days: list[DayFigures]
    now: dict[str, int]
    """Current totals by name."""
