"""The button of a card (M4.1.8): a sum of 0 sends the readings only, any other sum starts a payment with them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.readings import ReadingSubmission
from gateway.backend.messages import refuse_invalid
from gateway.backend.pricing import price
from gateway.backend.rpc import ask, services
from gateway.http.forms.choice import own
from gateway.http.forms.form import Form
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.web.home import home, intent
from gateway.web.home.checking import Checked, check
from gateway.web.home.intent import Intent
from gateway.web.home.order import begin, must_ask, send_further
from gateway.words import zones
from wording import dates

blueprint = Blueprint("pay", __name__)


@blueprint.post("/home/<number>/pay")
@signed_in
def act(number: str) -> ResponseReturnValue:
    """«Оплатить» or «Передать показания счетчика», by the sum."""
    own(require_visitor(), number)
    form = Form.posted(*intent.FIELDS)
    if form.ticked("edit"):
        return home.page(number, form)
    with form:
        wanted = intent.read(number, form, form)
        checked = check(wanted, form)
        if checked and not form.errors:
            if must_ask([(wanted, checked)]):
                return _confirmation(wanted, checked, form)
            return begin([(wanted, checked)]) if wanted.kopecks else _send(wanted, checked)
    return home.page(number, form)


def _confirmation(wanted: Intent, checked: Checked, form: Form) -> ResponseReturnValue:
    return render_template(
        "home/confirm.html",
        wanted=wanted,
        checked=checked,
        price=price(wanted.number, *checked.results) if checked.results else None,
        form=form,
    )


def _send(wanted: Intent, checked: Checked) -> ResponseReturnValue:
    sent = send_further(wanted)
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
