"""The button of a card (M4.1.8): a sum of 0 sends the readings only, any other sum starts a payment with them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.payments import PaymentRequest, PaymentStarted
from contracts.readings import CheckResult, ReadingAccepted, ReadingSubmission
from gateway.backend.held_readings import hand_over
from gateway.backend.messages import refuse_invalid
from gateway.backend.pricing import price
from gateway.backend.rpc import ask, services, settings
from gateway.http.forms.choice import own
from gateway.http.forms.form import Form
from gateway.http.forms.reading_fields import paid_values
from gateway.http.forms.redirects import is_bank
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.web.home import home, intent
from gateway.web.home.checking import Checked, check
from gateway.web.home.intent import Intent
from gateway.words import zones
from wording import dates

blueprint = Blueprint("pay", __name__)
ENDED_UNPAID = ("cancelled", "declined", "expired")
MOST_ENDED = 5
"""Orders of one shown form; after that the last one's end is shown."""


@blueprint.post("/home/<number>/pay")
@signed_in
def act(number: str) -> ResponseReturnValue:
    """«Оплатить» or «Передать показания счетчика», by the sum."""
    own(require_visitor(), number)
    form = Form.posted(*intent.FIELDS)
    if form.ticked("edit"):
        return home.page(number, form)
    with form:
        wanted = intent.read(number, form)
        checked = check(wanted, form)
        if checked and not form.errors:
            if _must_ask(wanted, checked):
                return _confirmation(wanted, checked, form)
            return _pay(wanted, checked) if wanted.kopecks else _send(wanted, checked)
    return home.page(number, form)


def _must_ask(wanted: Intent, checked: Checked) -> bool:
    """Doubtful readings and sums need a confirmation; without JavaScript everybody confirms the numbers first."""
    if wanted.confirmed:
        return False
    doubtful = any(result.verdict != "accepted" for result in checked.results)
    return checked.doubt is not None or doubtful or (bool(checked.results) and not wanted.checked)


def _confirmation(wanted: Intent, checked: Checked, form: Form) -> ResponseReturnValue:
    return render_template(
        "home/confirm.html",
        wanted=wanted,
        checked=checked,
        price=price(wanted.number, *checked.results) if checked.results else None,
        form=form,
    )


def _pay(wanted: Intent, checked: Checked) -> ResponseReturnValue:
    with refuse_invalid():
        request = PaymentRequest(
            account_number=wanted.number,
            address=checked.address,
            amount_kopecks=wanted.kopecks,
            readings=paid_values(checked.result) if checked.result else None,
            receipt_email=wanted.receipt_email,
            idempotency_key=wanted.key,
            method=wanted.method,
        )
    _send_further(wanted)
    started = _started(request)
    if checked.held:
        _hand_over(wanted, checked.held)
    if started.sbp_link:
        return redirect(url_for("sbp.show", payment_id=started.payment_id), code=303)
    if started.payment_url and is_bank(started.payment_url):
        return redirect(started.payment_url, code=303)
    return redirect(url_for("home.show", payment=started.payment_id), code=303)


def _started(request: PaymentRequest) -> PaymentStarted:
    """A form that was left open is sent again with its key after its order has ended unpaid, by another tab or by
    time. Whoever presses wants to pay, so another order follows under the key of the one that has ended.
    """
    for _ in range(MOST_ENDED):
        started = ask(services().payments.start_payment, request, seconds=settings().bank_seconds)
        if started.state not in ENDED_UNPAID:
            break
        request = request.model_copy(update={"idempotency_key": f"after.{started.payment_id}"})
    return started


def _hand_over(wanted: Intent, refused: CheckResult) -> None:
    visitor = require_visitor()
    number = hand_over(
        visitor.primary,
        visitor.identity.email,
        wanted.number,
        wanted.typed,
        refused,
        wanted.kopecks,
        wanted.key,
    )
    if number:
        flash(f"Показания переданы на проверку: обращение {number}. Ответ придёт в «Обратную связь».")
    else:
        flash("Передать показания на проверку не удалось: напишите нам в «Обратную связь».", "warning")


def _send(wanted: Intent, checked: Checked) -> ResponseReturnValue:
    sent = _send_further(wanted)
    if wanted.typed:
        with refuse_invalid():
            submission = ReadingSubmission(
                account_number=wanted.number,
                values=wanted.typed,
                confirmed=wanted.confirmed,
                idempotency_key=wanted.key,
            )
        sent.insert(0, ask(services().readings.submit_readings, submission))
    accepted = sent[0]
    said = "Показания уже были переданы" if all(one.repeated for one in sent) else "Показания переданы"
    decimals = [result.decimals for result in checked.results]
    words = "; ".join(zones.in_words(one.values, places) for one, places in zip(sent, decimals, strict=True))
    flash(f"{said}: {words}. Расчётный период — {dates.month(accepted.period)}.", "success")
    return redirect(url_for("home.show"), code=303)


def _send_further(wanted: Intent) -> list[ReadingAccepted]:
    """The readings of the other meters: a payment brings those of the first one."""
    accepted = []
    for one in wanted.further:
        with refuse_invalid():
            submission = ReadingSubmission(
                account_number=wanted.number,
                values=one.typed,
                confirmed=wanted.confirmed,
                idempotency_key=f"{wanted.key}{one.suffix}",
                serial=one.serial,
            )
        accepted.append(ask(services().readings.submit_readings, submission))
    return accepted
