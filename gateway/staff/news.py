"""News for everybody: staff write, schedule and end them here; every page shows those in force."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.notifications import NewNews, NewsRef
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from wording.moscow import MOSCOW

blueprint = Blueprint("news", __name__)


@blueprint.get("/news")
@for_staff("notifications.list_all_news")
def show() -> ResponseReturnValue:
    return _page(Form())


@blueprint.post("/news")
@for_staff("notifications.write_news")
def write() -> ResponseReturnValue:
    form = Form.posted("text", "warning", "starts_at", "ends_at")
    with form:
        wanted = NewNews(
            text=" ".join(form["text"].split()),
            warning=form.ticked("warning"),
            starts_at=_moment(form, "starts_at"),
            ends_at=_moment(form, "ends_at"),
        )
        ask(services().notifications.write_news, wanted)
        flash("Объявление сохранено. На страницах оно появится в течение минуты после начала.", "success")
        return redirect(url_for("staff.news.show"))
    return _page(form)


@blueprint.post("/news/<news_id>/end")
@for_staff("notifications.end_news")
def end(news_id: str) -> ResponseReturnValue:
    """Nothing to confirm: it can be written again."""
    with refuse_invalid():
        ask(services().notifications.end_news, NewsRef(news_id=news_id))
    flash("Объявление снято, со страниц оно исчезнет в течение минуты.", "success")
    return redirect(url_for("staff.news.show"))


def _moment(form: Form, field: str) -> datetime:
    """As the calendar of the browser writes it, by the clock of Moscow."""
    try:
        return datetime.fromisoformat(form[field]).replace(tzinfo=MOSCOW)
    except ValueError:
        raise Refusal("invalid_field", "Укажите день и время.", field) from None


def _page(form: Form) -> ResponseReturnValue:
    known = ask(services().notifications.list_all_news, Nothing()).news
    now = datetime.now(MOSCOW)
    begin = now.strftime("%Y-%m-%dT%H:%M")
    return render_template("staff/news.html", known=known, form=form, now=now, begin=begin), form.status
