"""By which day an appeal must be answered."""

from datetime import date, timedelta

SATURDAY = 5


def due_on(registered: date, days: int, working: bool) -> date:
    """The last day of the term; the day of registration does not count (ГК, ст. 191).

    Working days are Monday to Friday: public holidays are not known here, so the day may come out earlier than the
    law's and never later.
    """
    day = registered
    for _ in range(days):
        day += timedelta(days=1)
        while working and day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    return day
