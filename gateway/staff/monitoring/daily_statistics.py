"""Daily statistics: payments, readings, appeals and letters as charts with their tables."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contracts.figures import MOST_DAYS, Figures, FiguresQuery
from gateway.backend.rpc import Answer, Round, services
from gateway.http.forms import intervals
from gateway.staff.access.members import for_staff
from gateway.staff.monitoring.columns import Columns, Series, draw

blueprint = Blueprint("daily_statistics", __name__)
MONTHS = 1
"""That the page begins with; the calendar shows up to three."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One chart and the current counts beside it; None where the service did not answer."""

    name: str
    title: str
    counts: Figures | None
    chart: Columns | None


SERIES = {
    "payments": ("Платежи", (Series("paid", "оплачено"), Series("failed", "не выполнено"))),
    "readings": (
        "Показания",
        (
            Series("payment", "при оплате"),
            Series("without_payment", "без оплаты"),
            Series("phone", "по телефону"),
            Series("bank", "через банк"),
            Series("other", "контрольные и из файлов"),
        ),
    ),
    "feedback": ("Обращения", (Series("registered", "поступило"),)),
    "notifications": (
        "Письма",
        (Series("sent", "отправлено"), Series("waiting", "ждут"), Series("failed", "не доставлено")),
    ),
}


@blueprint.get("/figures")
@for_staff("feedback.get_figures")
def show() -> ResponseReturnValue:
    days = intervals.asked(MONTHS)
    since = max(days.since, days.until - timedelta(days=MOST_DAYS - 1))
    query = FiguresQuery(since=since, until=days.until)
    with Round() as ask:
        answers: dict[str, Answer[Figures]] = {
            "payments": ask(services().payments.get_figures, query),
            "readings": ask(services().readings.get_figures, query),
            "feedback": ask(services().feedback.get_figures, query),
            "notifications": ask(services().notifications.get_figures, query),
        }
    topics = {name: _topic(name, answer.or_none, query) for name, answer in answers.items()}
    shortened = since > days.since
    return render_template(
        "staff/monitoring/daily_statistics.html", days=days, topics=topics, since=since, shortened=shortened
    )


def _topic(name: str, counts: Figures | None, query: FiguresQuery) -> Topic:
    title, series = SERIES[name]
    counted = [(one.day, one.counts) for one in counts.days] if counts else []
    return Topic(name, title, counts, draw(counted, query.since, query.until, series) if counts else None)
