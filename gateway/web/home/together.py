"""One payment for several accounts, chosen on «Главная»: their sums and readings, one order at the bank."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.payments import MOST_PARTS
from contracts.wire import AccountRefs, Nothing
from gateway.backend.pricing import price
from gateway.backend.rpc import Round, services
from gateway.http.forms.choice import own
from gateway.http.forms.form import Form
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.web.home import intent
from gateway.web.home.cards import compose
from gateway.web.home.checking import Checked, check
from gateway.web.home.intent import Intent
from gateway.web.home.order import Chosen, begin, must_ask

blueprint = Blueprint("together", __name__)
NOTHING_CHOSEN = "Отметьте лицевые счета, которые хотите оплатить."
TOO_MANY = f"За один раз можно оплатить не больше {MOST_PARTS} счетов: остальные оплатите следующим платежом."
NO_SUM = "Укажите сумму или вернитесь и снимите отметку с этого счёта."
Parts = Mapping[str, Form]
"""The fields of each chosen account, by its number."""


@blueprint.get("/home/together")
@signed_in
def show() -> ResponseReturnValue:
    """The chosen accounts with the sums that stood beside them."""
    numbers = _chosen(request.args.getlist("account"))
    if not 0 < len(numbers) <= MOST_PARTS:
        flash(TOO_MANY if numbers else NOTHING_CHOSEN, "warning")
        return redirect(url_for("home.show"))
    sums = {number: request.args.get(f"{number}-amount") for number in numbers}
    parts = {number: Form({"amount": sum_} if sum_ else {}, within=_within(number)) for number, sum_ in sums.items()}
    return _page(parts, Form())


@blueprint.post("/home/together")
@signed_in
def act() -> ResponseReturnValue:
    numbers = _chosen(request.form.getlist("account"))
    order = Form.posted(*intent.OF_ORDER)
    parts = {number: Form.posted(*intent.OF_ACCOUNT, within=_within(number)) for number in numbers}
    if not numbers:
        return redirect(url_for("home.show"))
    if order.ticked("edit"):
        return _page(parts, order)
    with order:
        chosen = _checked(parts, order)
        if chosen is not None:
            return _confirmation(chosen) if must_ask(chosen) else begin(chosen)
    return _page(parts, order)


def _chosen(numbers: list[str]) -> list[str]:
    """Each once, and all of the visitor's own."""
    return [own(require_visitor(), number) for number in dict.fromkeys(numbers)]


def _within(number: str) -> str:
    return f"{number}-"


def _checked(parts: Parts, order: Form) -> Chosen | None:
    """None when a form's errors say why not."""
    if len(parts) > MOST_PARTS:
        order.refuse(TOO_MANY)
    found: list[tuple[Intent, Checked]] = []
    for number, form in parts.items():
        with form:
            wanted = intent.read(number, form, order)
            if wanted.kopecks == 0:
                form.refuse(NO_SUM, "amount")
            if checked := check(wanted, form):
                found.append((wanted, checked))
    return None if order.errors or any(form.errors for form in parts.values()) else found


def _confirmation(chosen: Chosen) -> ResponseReturnValue:
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "confirmed")]
    prices = [price(wanted.number, *checked.results) if checked.results else None for wanted, checked in chosen]
    return render_template(
        "home/confirm_together.html",
        chosen=list(zip(chosen, prices, strict=True)),
        wish=chosen[0][0],
        total=sum(wanted.kopecks for wanted, _ in chosen),
        typed=typed,
    )


def _page(parts: Parts, order: Form) -> ResponseReturnValue:
    visitor, numbers = require_visitor(), list(parts)
    with Round() as ask:
        overviews = ask(services().billing.get_overviews, AccountRefs(account_numbers=numbers))
        meters = ask(services().readings.get_meters, AccountRefs(account_numbers=numbers))
        limits = ask(services().payments.get_limits, Nothing())
    accounts = [account for number in numbers for account in visitor.accounts if account.number == number]
    cards = compose(accounts, overviews.value, meters.value, [])
    forms = {card.number: parts[card.number] for card in cards}
    errors = {
        f"a{number}-{name}" if name else "": text
        for number, form in forms.items()
        for name, text in form.errors.items()
    }
    page = render_template(
        "home/together.html",
        cards=cards,
        forms=forms,
        form=order,
        errors=order.errors | errors,
        limits=limits.or_none,
        email=visitor.identity.email,
        nonce=secrets.token_urlsafe(12),
    )
    return page, max(form.status for form in (order, *forms.values()))
