"""«Обратная связь» (M4.7): an appeal with files from the primary account, the answers in the same section."""

from secrets import token_urlsafe

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.feedback import AppealsQuery, Draft, FileRef, NewAppeal, OpenAppealsQuery, Rating, Reply
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import Round, ask, services
from gateway.http.files.documents import send
from gateway.http.forms import intervals
from gateway.http.forms.attachments import attached
from gateway.http.forms.form import Form
from gateway.http.forms.nonce import NONCE
from gateway.http.identity.guards import require_visitor, signed_in
from wording.dates import day

blueprint = Blueprint("feedback", __name__)


@blueprint.get("/feedback")
@signed_in
def show() -> ResponseReturnValue:
    return _page(Form())


@blueprint.post("/feedback")
@signed_in
def write() -> ResponseReturnValue:
    """«отправить»."""
    visitor = require_visitor()
    form = Form.posted("text", "kind", "nonce", secret=("files",))
    with form:
        appeal = NewAppeal(
            account_number=visitor.primary,
            kind=form["kind"] or "other",
            text=form["text"].strip(),
            files=attached(),
            email=visitor.identity.email,
            idempotency_key=_key(),
        )
        sent = ask(services().feedback.send_appeal, appeal)
        flash(f"Обращение {sent.number} зарегистрировано. Ответ появится в этом разделе.", "success")
        return redirect(url_for("feedback.show"))
    return _page(form)


@blueprint.post("/feedback/draft")
@signed_in
def save() -> ResponseReturnValue:
    """«Сохранить черновик», and by itself while somebody writes."""
    form = Form.posted("text", "kind")
    with form:
        ask(services().feedback.save_draft, Draft(kind=form["kind"][:32], text=form["text"]))
        if "X-Draft" in request.headers:
            return "", 204
        flash("Черновик сохранён: он вернётся и после нового входа.", "success")
        return redirect(url_for("feedback.show"))
    return _page(form)


@blueprint.post("/feedback/clear")
@signed_in
def clear() -> ResponseReturnValue:
    """«очистить»: the draft goes as well."""
    ask(services().feedback.save_draft, Draft(kind="", text=""))
    return redirect(url_for("feedback.show"))


@blueprint.post("/feedback/<appeal_id>/reply")
@signed_in
def reply(appeal_id: str) -> ResponseReturnValue:
    """To an answered appeal, or with the reason why a closed one must be opened again."""
    form = Form.posted("reply", secret=("files",))
    with form:
        wanted = Reply(
            account_number=require_visitor().primary,
            appeal_id=appeal_id,
            text=form["reply"].strip(),
            files=attached(),
            idempotency_key=_key(),
        )
        opened = ask(services().feedback.reply_appeal, wanted)
        flash(f"Обращение {opened.number} открыто снова. Ответим до {day(opened.due_on)}.", "success")
        return redirect(url_for("feedback.show"))
    return _page(form, replying=appeal_id)


@blueprint.post("/feedback/<appeal_id>/rating")
@signed_in
def rate(appeal_id: str) -> ResponseReturnValue:
    stars = request.form.get("rating", "")
    with refuse_invalid():
        rating = Rating(
            account_number=require_visitor().primary,
            appeal_id=appeal_id,
            rating=int(stars) if stars in ("1", "2", "3", "4", "5") else 0,
        )
    ask(services().feedback.rate_appeal, rating)
    flash("Спасибо за оценку.", "success")
    return redirect(url_for("feedback.show"))


@blueprint.get("/feedback/<appeal_id>/files/<file_id>")
@signed_in
def file(appeal_id: str, file_id: str) -> ResponseReturnValue:
    with refuse_invalid():
        wanted = FileRef(account_number=require_visitor().primary, appeal_id=appeal_id, file_id=file_id)
    return send(ask(services().feedback.get_file, wanted), download=True)


def _page(form: Form, replying: str | None = None) -> ResponseReturnValue:
    number, days = require_visitor().primary, intervals.asked()
    with Round() as ask_:
        kinds = ask_(services().feedback.list_kinds, OpenAppealsQuery())
        listed = ask_(
            services().feedback.list_appeals,
            AppealsQuery(account_number=number, since=days.since, until=days.until),
        )
        kept = ask_(services().feedback.get_draft, Nothing())
    draft = kept.or_nothing
    if draft is not None and draft.text and not form.values:
        form = Form({"text": draft.text, "kind": draft.kind}, ("text", "kind", "files"))
    content = render_template(
        "feedback/feedback.html",
        form=form,
        kinds=kinds.or_none.kinds if kinds.or_none else [],
        appeals=listed.or_none.appeals if listed.or_none else [],
        missing=listed.missing,
        drafted=bool(draft and draft.text),
        days=days,
        today=intervals.today(),
        replying=replying,
        nonce_value=token_urlsafe(12),
    )
    return content, form.status


def _key() -> str:
    nonce = request.form.get("nonce", "")
    return nonce if NONCE.match(nonce) else token_urlsafe(12)
