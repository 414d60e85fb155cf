"""The first page of the desk: the work that waits for the role of whoever has signed in."""

from flask import render_template
from flask.typing import ResponseReturnValue

from contracts.feedback import QueueQuery
from contracts.payments import REVIEW_A_PAGE, ReviewQuery
from contracts.wire import Nothing
from gateway.backend.rpc import Round, services
from gateway.http.forms.intervals import today

SHOWN = 10


def today_page(text: str) -> ResponseReturnValue:
    """`text` is what was typed into the search, when it was too short to be looked for."""
    with Round() as ask:
        counts = ask(services().feedback.get_queue_counts, Nothing())
        mine = ask(services().feedback.list_queue, QueueQuery(whose="mine"))
        free = ask(services().feedback.list_queue, QueueQuery(whose="free"))
        payments = ask(services().payments.list_for_review, ReviewQuery())
    return render_template(
        "staff/today.html",
        text=text,
        kinds=counts.or_none.kinds if counts.or_none else None,
        mine=mine.or_none.appeals if mine.or_none else [],
        free=free.or_none.appeals[:SHOWN] if free.or_none else [],
        payments=payments.or_none.payments if payments.or_none else None,
        most={"payments": REVIEW_A_PAGE},
        today=today(),
    )
