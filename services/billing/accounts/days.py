"""Days that a call may name: a slip of the pen is refused where it enters."""

from datetime import date

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.bounds import SETTLE_BACK_MONTHS, Meaning, bounds
from wording.dates import short_day

_BACK = sql(
    "select value::int from parameters where name = 'settle_back_months' and since <= :day order by since desc limit 1"
)


def settle_back_months(session: Session, today: date) -> int:
    """How many months before the present one may still be settled."""
    loaded = session.scalar(_BACK, {"day": today})
    return SETTLE_BACK_MONTHS if loaded is None else int(loaded)


def refuse_impossible(session: Session, today: date, meaning: Meaning, field: str, day: date | None) -> None:
    """Refusal "bad_request" that names the field and the days that it may have; None is no day."""
    if day is None:
        return
    least, most = bounds(meaning, today, settle_back_months(session, today))
    if not least <= day <= most:
        raise Refusal(
            "bad_request", f"Проверьте дату: она может быть от {short_day(least)} до {short_day(most)}", field
        )


def believable_fact(session: Session, today: date, day: date) -> date:
    """The day on which a fact of an event that cannot be refused counts: its own, or today where that cannot be."""
    least, most = bounds("fact", today, settle_back_months(session, today))
    return day if least <= day <= most else today
