"""«Главная» (M4.1): a card for each account with the sum due, the date and the form."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from contracts.payments import Payment
from contracts.wire import AccountRefs, AccountsInterval, Nothing
from gateway.backend.rpc import Round, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.web.home.cards import Card, compose
from gateway.web.home.known import known

blueprint = Blueprint("home", __name__)
LONGEST_BILL = timedelta(days=70)
"""A bill stays current from its publication to the next one; its payments are looked for this far back."""


@blueprint.get("/home")
@signed_in
def show() -> ResponseReturnValue:
    return page()


def page(number: str | None = None, form: Form | None = None) -> ResponseReturnValue:
    """«Главная», with the posted form and its errors in the card where it was filled in."""
    visitor = require_visitor()
    numbers, until = visitor.numbers, today()
    interval = AccountsInterval(account_numbers=numbers, since=until - LONGEST_BILL, until=until)
    with Round() as ask:
        overviews = ask(services().billing.get_overviews, AccountRefs(account_numbers=numbers))
        meters = ask(services().readings.get_meters, AccountRefs(account_numbers=numbers))
        history = ask(services().payments.list_payments, interval)
        limits = ask(services().payments.get_limits, Nothing())
        delivery = ask(services().notifications.get_delivery, Nothing())
    payments = history.or_none.payments if history.or_none else None
    cards = compose(visitor.accounts, overviews.or_none, meters.or_none, payments)
    if form is not None:
        cards = [replace(card, form=form) if card.number == number else card for card in cards]
    result = _result(payments)
    content = render_template(
        "home/home.html",
        cards=cards,
        known=known(cards, datetime.now(UTC)),
        missing={"overviews": overviews.missing, "meters": meters.missing, "payments": history.missing},
        limits=limits.or_none,
        bounced=bool(delivery.or_nothing and delivery.or_nothing.email_bounced),
        email=visitor.identity.email,
        result=result,
        nothing_due=_nothing_due(cards, result),
        errors=form.errors if form else {},
    )
    return content, form.status if form else 200


def _nothing_due(cards: list[Card], result: Payment | None) -> bool:
    """For each account that the payment was for."""
    concerned = [card for card in cards if result and result.part_of(card.number)]
    return bool(concerned) and all(card.nothing_due for card in concerned)


def _result(payments: list[Payment] | None) -> Payment | None:
    """The payment that the visitor has just come back with."""
    wanted = request.args.get("payment")
    return next((payment for payment in payments or () if payment.payment_id == wanted), None)
