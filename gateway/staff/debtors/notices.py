"""Notices of restriction to many debtors: asked for by a choice, looked at, confirmed, printed in one file."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.billing import NoticeBatch, NoticeBatchRef, NoticeBatchRequest, NoticeItem, NoticeItemsQuery
from contracts.printer import DebtNotice, NoticesPrint
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import Round, ask, services, settings
from gateway.http.files.documents import send
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.access.names import learn
from gateway.staff.debtors import choice
from gateway.staff.forms.confirmation import Action, confirmation, key
from wording.dates import day
from wording.money import money
from wording.numbers import grouped

blueprint = Blueprint("notices", __name__)
IN_FILE = 500
"""Sheets of one PDF."""
PRINT_SECONDS = 60
OUTCOMES = ("fit", "sent", "under_way", "no_ground", "failed")


@blueprint.post("/debtors/notices")
@for_staff("billing.start_notices")
def start() -> ResponseReturnValue:
    """Nothing to confirm yet: the batch is judged, and somebody looks at it before anything is recorded."""
    form = Form.posted(*choice.FIELDS, "sent_on", "channel", "nonce")
    with form:
        wanted = NoticeBatchRequest(
            **choice.chosen(form),
            channel=form["channel"].strip(),
            sent_on=unvalidated(form["sent_on"]),
            idempotency_key=key(form),
        )
        batch = ask(services().billing.start_notices, wanted)
        return redirect(url_for("staff.notices.show", batch_id=batch.batch_id))
    for message in form.errors.values():
        flash(message, "danger")
    carried: dict[str, Any] = dict(choice.carried(form))
    return redirect(url_for("staff.debt_list.show", **carried))


@blueprint.get("/debtors/notices/<batch_id>")
@for_staff("billing.get_notices")
def show(batch_id: str) -> ResponseReturnValue:
    return _page(batch_id, Form())


@blueprint.post("/debtors/notices/<batch_id>/confirm")
@for_staff("billing.confirm_notices")
def confirm(batch_id: str) -> ResponseReturnValue:
    form = Form.posted()
    with form:
        if form.ticked("confirmed"):
            ask(services().billing.confirm_notices, _ref(batch_id))
            flash("Отправка уведомлений записывается.", "success")
            return redirect(_address(batch_id))
        return confirmation(_confirming(_known(batch_id)), form, _address(batch_id))
    return _page(batch_id, form)


@blueprint.post("/debtors/notices/<batch_id>/withdraw")
@for_staff("billing.withdraw_notices")
def withdraw(batch_id: str) -> ResponseReturnValue:
    """Nothing to confirm: nothing has been recorded."""
    form = Form.posted()
    with form:
        ask(services().billing.withdraw_notices, _ref(batch_id))
        flash("Рассылка отозвана: ни одного уведомления не записано.", "success")
        return redirect(url_for("staff.debt_list.show"))
    return _page(batch_id, form)


@blueprint.get("/debtors/notices/<batch_id>/<int:part>.pdf")
@for_staff("billing.list_notice_items", "printer.print_notices")
def file(batch_id: str, part: int) -> ResponseReturnValue:
    """The sheets of one file, in the order of accounts."""
    batch, items = _known(batch_id), _sent(batch_id)
    wanted = [item for place, item in enumerate(items) if part * IN_FILE <= place < (part + 1) * IN_FILE]
    if not wanted:
        raise Refusal("batch_not_found", "Отправленных уведомлений в этом файле нет.")
    printed = NoticesPrint(
        notices=[
            DebtNotice(
                account_number=one.account_number,
                full_name=one.full_name,
                address=one.address,
                debt_kopecks=one.debt_kopecks,
            )
            for one in wanted
        ],
        sent_on=batch.sent_on,
        notice_days=batch.notice_days,
        suspension_days=batch.suspension_days,
        supplier=settings().supplier.block,
    )
    return send(ask(services().printer.print_notices, printed, seconds=PRINT_SECONDS))


def _sent(batch_id: str) -> Iterator[NoticeItem]:
    after = None
    while True:
        page = ask(
            services().billing.list_notice_items,
            NoticeItemsQuery(batch_id=batch_id, outcome="sent", after=after, limit=500),
        )
        yield from page.items
        if not page.more:
            return
        after = page.items[-1].account_number


def _confirming(batch: NoticeBatch) -> Action:
    fit = batch.outcomes.get("fit", 0)
    return Action(
        title="Записать отправку уведомлений?",
        facts=[
            ("Уведомлений", grouped(fit)),
            ("Сумма долга", money(batch.fit_kopecks)),
            ("Отправлено", day(batch.sent_on)),
            ("Способ", batch.channel),
            ("Без уведомления", grouped(batch.accounts - fit)),
        ],
        warning="Каждое уведомление записывается в дело своего лицевого счёта Вашим именем. Долг проверяется ещё раз: "
        "кто оплатил, уведомления не получит. Срок для абонента начнётся с вручения.",
        button="Записать отправку",
        editable=False,
    )


def _ref(batch_id: str) -> NoticeBatchRef:
    with refuse_invalid():
        return NoticeBatchRef(batch_id=batch_id)


def _known(batch_id: str) -> NoticeBatch:
    return ask(services().billing.get_notices, _ref(batch_id))


def _address(batch_id: str) -> str:
    return url_for("staff.notices.show", batch_id=batch_id)


def _page(batch_id: str, form: Form) -> ResponseReturnValue:
    with refuse_invalid():
        query = NoticeItemsQuery(
            batch_id=batch_id,
            outcome=unvalidated(request.args.get("outcome") or None),
            after=request.args.get("after") or None,
        )
    with Round() as ask_:
        batch = ask_(services().billing.get_notices, _ref(batch_id))
        items = ask_(services().billing.list_notice_items, query)
    learn([batch.value.asked_by, batch.value.confirmed_by])
    sent = batch.value.outcomes.get("sent", 0)
    page = render_template(
        "staff/debtors/notices.html",
        form=form,
        batch=batch.value,
        items=items.value,
        query=query,
        outcomes=OUTCOMES,
        files=range((sent + IN_FILE - 1) // IN_FILE),
        in_file=IN_FILE,
    )
    return page, form.status
