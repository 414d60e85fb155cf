"""The term of a kind as it is on a day: dated rows of the supplier."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.feedback.due import due_on
from services.feedback.models import Term


def terms_on(session: Session, day: date) -> dict[str, Term]:
    """By kind, the newest that is in force."""
    rows = session.scalars(select(Term).where(Term.since <= day).order_by(Term.since))
    return {term.kind: term for term in rows}


def due_for(session: Session, kind: str, registered: date) -> date:
    """The day by which an appeal of the kind, registered on that day, must be answered."""
    term = terms_on(session, registered)[kind]
    return due_on(registered, term.days, term.working)
