"""By which day an appeal must be answered: the terms of each kind are dated rows of the supplier."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.feedback.models import Term

SATURDAY = 5


def terms_on(session: Session, day: date) -> dict[str, Term]:
    """By kind, the newest that is in force."""
    rows = session.scalars(select(Term).where(Term.since <= day).order_by(Term.since))
    return {term.kind: term for term in rows}


def due_for(session: Session, kind: str, registered: date) -> date:
    """The day by which an appeal of the kind, registered on that day, must be answered."""
    term = terms_on(session, registered)[kind]
    return due_on(registered, term.days, term.working)


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
