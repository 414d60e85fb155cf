"""All acts of one account, the newest first, and taking back one that was a mistake."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.billing import AccountAct, ActCancellation
from contracts.readings import MeterAct, MeterActCancellation
from contracts.wire import AccountRef
from gateway.backend.rpc import Round, ask, services
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import known_shape
from gateway.staff.forms.confirmation import Action, confirmation, key
from gateway.staff.words.acts import DETAILS, KINDS
from gateway.words.zones import in_words
from wording.accounts import account
from wording.dates import day

blueprint = Blueprint("acts", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """An act of the account or of a meter."""

    owner: str
    """`account` or `meter`: which service takes it back."""
    act_id: str
    kind: str
    happened_on: date
    until: date | None
    number: str
    facts: list[str]
    cancelled: bool
    reason: str
    may_be_cancelled: bool

    @property
    def title(self) -> str:
        return KINDS[self.kind]


@blueprint.get("/accounts/<number>/acts")
@for_staff("billing.list_acts")
def show(number: str) -> ResponseReturnValue:
    rows, missing = _rows(known_shape(number))
    return render_template("staff/acts/acts.html", number=number, acts=rows, missing=missing, kinds=KINDS)


@blueprint.get("/accounts/<number>/acts/<owner>/<act_id>/cancel")
@for_staff("billing.cancel_act", "readings.cancel_meter_act")
def reason(number: str, owner: str, act_id: str) -> ResponseReturnValue:
    return _reason_page(number, _found(number, owner, act_id), Form())


@blueprint.post("/accounts/<number>/acts/<owner>/<act_id>/cancel")
@for_staff("billing.cancel_act", "readings.cancel_meter_act")
def cancel(number: str, owner: str, act_id: str) -> ResponseReturnValue:
    act, form = _found(number, owner, act_id), Form.posted("reason", "nonce")
    with form:
        typed = form["reason"].strip()
        if owner == "meter":
            of_meter = MeterActCancellation(
                account_number=number, act_id=act_id, reason=typed, idempotency_key=key(form)
            )
        else:
            of_account = ActCancellation(account_number=number, act_id=act_id, reason=typed, idempotency_key=key(form))
        if form.ticked("confirmed"):
            if owner == "meter":
                ask(services().readings.cancel_meter_act, of_meter)
            else:
                ask(services().billing.cancel_act, of_account)
            flash("Акт отменён.", "success")
            return redirect(url_for("staff.acts.show", number=number))
        if not form.ticked("edit"):
            return confirmation(_cancelling(number, act, typed), form, url_for("staff.acts.show", number=number))
    return _reason_page(number, act, form)


def _rows(number: str) -> tuple[list[Row], bool]:
    """The acts, and whether those of meters are missing because readings is silent."""
    ref = AccountRef(account_number=number)
    with Round() as ask_:
        of_account = ask_(services().billing.list_acts, ref)
        of_meters = ask_(services().readings.list_meter_acts, ref)
    rows = [_of_account(act) for act in of_account.value.acts if act.source != "readings"]
    rows += [_of_meter(act) for act in of_meters.or_none.acts] if of_meters.or_none else []
    return sorted(rows, key=lambda row: row.happened_on, reverse=True), of_meters.missing


def _of_account(act: AccountAct) -> Row:
    facts = [f"{DETAILS[one.name]}: {one.value}" for one in act.details]
    return Row(
        owner="account",
        act_id=act.act_id,
        kind=act.kind,
        happened_on=act.happened_on,
        until=act.until,
        number=act.number,
        facts=facts + ([f"счётчик № {act.serial}"] if act.serial else []),
        cancelled=act.cancelled,
        reason=act.cancellation_reason,
        may_be_cancelled=act.may_be_cancelled,
    )


def _of_meter(act: MeterAct) -> Row:
    facts = [f"счётчик № {act.serial}"]
    if act.last_readings:
        facts.append(f"последние показания: {in_words(act.last_readings, act.decimals)}")
    if act.unread:
        facts.append("прочитать не удалось")
    if act.new_serial:
        facts.append(f"новый счётчик № {act.new_serial}: {in_words(act.first_readings, act.new_decimals)}")
    return Row(
        owner="meter",
        act_id=act.act_id,
        kind=act.kind,
        happened_on=act.happened_on,
        until=None,
        number=act.number,
        facts=facts + ([act.note] if act.note else []),
        cancelled=act.cancelled,
        reason=act.cancellation_reason,
        may_be_cancelled=act.may_be_cancelled,
    )


def _found(number: str, owner: str, act_id: str) -> Row:
    rows, _ = _rows(known_shape(number))
    for row in rows:
        if (row.owner, row.act_id) == (owner, act_id) and row.may_be_cancelled:
            return row
    raise Refusal("act_not_found", "Такого акта нет, или отменить его уже нельзя.")


def _cancelling(number: str, act: Row, typed: str) -> Action:
    return Action(
        title="Отменить акт?",
        facts=[
            ("Лицевой счёт", account(number)),
            ("Акт", f"{act.title}, № {act.number}"),
            ("Дата", day(act.happened_on)),
            *[("Содержание", fact) for fact in act.facts],
            ("Причина отмены", typed),
        ],
        warning="Отменяют акт, который записан по ошибке. Его показания не будут учтены. Запись и причина останутся в "
        "журнале.",
        button="Отменить акт",
    )


def _reason_page(number: str, act: Row, form: Form) -> ResponseReturnValue:
    return render_template("staff/acts/cancel.html", number=number, act=act, form=form), form.status
