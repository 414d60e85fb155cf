"""What waits for a second person: shown, released after a second look, refused with a reason, taken back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.approvals import Approval, ApprovalRef, ApprovalRefusal, ApprovalsQuery, KeepsApprovals
from contracts.billing import PayoutsQuery
from contracts.services import answering
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import Round, ask, services, settings
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.access.names import learn, login_of
from gateway.staff.accounts.effect import before_and_after, whose
from gateway.staff.forms.confirmation import Action, confirmation
from gateway.staff.forms.second_person import in_words
from gateway.staff.words.approvals import DEED
from wording.dates import month
from wording.money import money

blueprint = Blueprint("approvals", __name__)
SERVICES = answering(KeepsApprovals)
FIELDS = ("reason",)


@blueprint.get("/approvals")
@for_staff("billing.list_approvals", "payments.list_approvals")
def show() -> ResponseReturnValue:
    return _page(Form())


@blueprint.post("/approvals/<keeper>/<approval_id>/approve")
@for_staff("billing.approve", "payments.approve")
def approve(keeper: str, approval_id: str) -> ResponseReturnValue:
    """The person who asked is refused by the service; here the button is not shown to them."""
    form = Form.posted()
    with form:
        if form.ticked("confirmed"):
            with refuse_invalid():
                wanted = ApprovalRef(approval_id=approval_id)
            done = ask(_of(keeper).approve, wanted, seconds=settings().bank_seconds)
            flash(f"Одобрено и проведено: {in_words(done)}.", "success")
            return redirect(url_for("staff.approvals.show"))
        return confirmation(_releasing(_one(keeper, approval_id)), form, url_for("staff.approvals.show"))
    return _page(form)


@blueprint.post("/approvals/<keeper>/<approval_id>/refuse")
@for_staff("billing.refuse_approval", "payments.refuse_approval")
def refuse(keeper: str, approval_id: str) -> ResponseReturnValue:
    form = Form.posted(*FIELDS)
    with form:
        wanted = ApprovalRefusal(approval_id=approval_id, reason=form["reason"].strip())
        done = ask(_of(keeper).refuse_approval, wanted)
        flash(f"Отклонено: {in_words(done)}.", "success")
        return redirect(url_for("staff.approvals.show", all=1))
    return _page(form)


@blueprint.post("/approvals/<keeper>/<approval_id>/withdraw")
@for_staff("billing.withdraw_approval", "payments.withdraw_approval")
def withdraw(keeper: str, approval_id: str) -> ResponseReturnValue:
    form = Form.posted()
    with form:
        with refuse_invalid():
            wanted = ApprovalRef(approval_id=approval_id)
        done = ask(_of(keeper).withdraw_approval, wanted)
        flash(f"Запрос отозван: {in_words(done)}.", "success")
        return redirect(url_for("staff.approvals.show"))
    return _page(form)


def _of(keeper: str) -> Any:
    if keeper not in SERVICES:
        raise Refusal("approval_not_found", "Такого запроса на одобрение нет.")
    return getattr(services(), keeper)


def _one(keeper: str, approval_id: str) -> Approval:
    """By the list of what waits, page by page."""
    after = None
    while True:
        page = ask(_of(keeper).list_approvals, ApprovalsQuery(after=after))
        found: list[Approval] = page.approvals
        for one in found:
            if one.approval_id == approval_id:
                return one
        if not page.more:
            raise Refusal("approval_not_found", "Этот запрос уже решён или просрочен.")
        after = page.approvals[-1].approval_id


def _releasing(one: Approval) -> Action:
    facts = [("Что", DEED[one.deed])]
    if one.account_number:
        facts += whose(one.account_number)
        facts += before_and_after(one.account_number, one.amount_kopecks)
    if one.month:
        facts += [("Период", month(one.month)), ("Район", one.district or "все")]
    if one.deed in ("filed_correction", "filed_undo"):
        facts.append(("Документ", f"№ {one.subject}, corrections.csv"))
    facts += [("Сумма", money(one.amount_kopecks)), ("Основание", one.ground or "—")]
    facts += [("Просит", login_of(one.requested_by)), ("Может один", money(one.limit_kopecks))]
    return Action(
        title="Одобрить?",
        facts=facts,
        warning="После одобрения это будет проведено сразу. В журнале останутся оба: кто просил и кто одобрил.",
        button="Одобрить и провести",
        editable=False,
    )


def _page(form: Form) -> ResponseReturnValue:
    everything = bool(request.args.get("all"))
    query = ApprovalsQuery(waiting=not everything)
    with Round() as ask_:
        answers = {name: ask_(getattr(services(), name).list_approvals, query) for name in SERVICES}
        payouts = ask_(services().billing.list_payouts, PayoutsQuery(state="requested"))
    pages = {name: answer.or_none for name, answer in answers.items()}
    found = [(name, one) for name, page in pages.items() if page for one in page.approvals]
    found.sort(key=lambda pair: pair[1].requested_at, reverse=True)
    learn(who for _, one in found for who in (one.requested_by, one.decided_by))
    page = render_template(
        "staff/approvals/approvals.html",
        form=form,
        found=found,
        everything=everything,
        alone={deed: most for page in pages.values() if page for deed, most in page.alone.items()},
        silent=[name for name, page in pages.items() if page is None],
        payouts=len(known.payouts) if (known := payouts.or_nothing) else 0,
        deeds=DEED,
    )
    return page, form.status
