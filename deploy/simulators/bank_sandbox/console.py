"""The sandbox's own side: its books as JSON, the fault switches, and a page with both."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from deploy.simulators.bank_sandbox.acquirer import Acquirer
from deploy.simulators.bank_sandbox.card_form import CardForm
from deploy.simulators.bank_sandbox.cards import ECOM, PUBLISHED
from deploy.simulators.bank_sandbox.cashier import Cashier
from deploy.simulators.bank_sandbox.faults import KINDS, Fault
from deploy.simulators.bank_sandbox.refusals import BankRefusal
from deploy.simulators.bank_sandbox.variants import Variants


class Console:
    """For people and checkers; not a part of the bank's protocol, hence without login."""

    def __init__(self, bank: Acquirer) -> None:
        self._bank, self._cashier = bank, Cashier(bank)

    def page(self) -> str:
        orders = sorted(self._bank.books.all(), key=lambda order: order.registered, reverse=True)
        return render_template("console.html", orders=orders[:100], faults=self._bank.faults.list(), kinds=KINDS)

    def orders(self) -> Response:
        """Every order as the bank holds it; `?orderNumber=` narrows it to one."""
        wanted = request.args.get("orderNumber")
        orders = [order for order in self._bank.books.all() if wanted in (None, order.number)]
        return jsonify([order.model_dump(mode="json", exclude={"challenge"}) for order in orders])

    def pay(self, order_id: str) -> Response | tuple[Response, int]:
        """Pays without the page, 3-D Secure included, for load tests. JSON `{"card": "<number>"}`."""
        asked = request.get_json(silent=True) or {}
        card = PUBLISHED.get(asked.get("card", ECOM[0].pan))
        if card is None:
            return jsonify(error="card is none of the published test cards"), 400
        try:
            order = self._cashier.pay(order_id, CardForm(card.pan, card.expiry, card.cvc, "IVAN PETROV"))
            if order.challenge:
                order = self._cashier.confirm(order_id, card.code or "")
        except BankRefusal as refusal:
            return jsonify(errorCode=refusal.code, errorMessage=refusal.message), 409
        return jsonify(order.model_dump(mode="json", exclude={"challenge"}))

    def reverse(self, order_id: str) -> AnyResponse | tuple[Response, int]:
        """The bank itself takes a payment back."""
        try:
            self._cashier.reverse(order_id)
        except BankRefusal as refusal:
            return jsonify(errorCode=refusal.code, errorMessage=refusal.message), 409
        return _done()

    def refund(self, order_id: str) -> AnyResponse | tuple[Response, int]:
        """JSON `{"amount": <kopecks>}`: the merchant's people give money back in the bank's cabinet."""
        try:
            self._cashier.refund(order_id, int((request.get_json(silent=True) or {}).get("amount", 0)))
        except BankRefusal as refusal:
            return jsonify(errorCode=refusal.code, errorMessage=refusal.message), 409
        return _done()

    def charge_back(self, order_id: str) -> AnyResponse:
        self._cashier.charge_back(order_id)
        return _done()

    def variants(self) -> Response:
        return jsonify(self._bank.variants.model_dump())

    def change_variants(self) -> AnyResponse | tuple[Response, int]:
        """JSON of the switches to change; `DELETE` sets all back."""
        asked = Variants().model_dump() if request.method == "DELETE" else request.get_json(silent=True) or {}
        try:
            changed = Variants.model_validate(self._bank.variants.model_dump() | asked)
        except ValidationError as error:
            problems = [{"field": ".".join(map(str, p["loc"])), "message": p["msg"]} for p in error.errors()]
            return jsonify(errors=problems), 400
        for name, value in changed.model_dump().items():
            setattr(self._bank.variants, name, value)
        return _done()

    def faults(self) -> Response:
        return jsonify([fault.model_dump() for fault in self._bank.faults.list()])

    def add_fault(self) -> AnyResponse | tuple[Response, int]:
        """JSON or form: point, kind, times, seconds, delta, order_number."""
        asked: Any = request.get_json(silent=True) if request.is_json else _filled(request.form.to_dict())
        try:
            self._bank.faults.add(Fault.model_validate(asked))
        except ValidationError as error:
            problems = [{"field": ".".join(map(str, p["loc"])), "message": p["msg"]} for p in error.errors()]
            return jsonify(errors=problems), 400
        return _done()

    def clear_faults(self) -> AnyResponse:
        self._bank.faults.clear()
        return _done()


def blueprint(bank: Acquirer) -> Blueprint:
    site, console = Blueprint("console", __name__, url_prefix="/sandbox"), Console(bank)
    site.add_url_rule("/", view_func=console.page)
    site.add_url_rule("/orders", view_func=console.orders)
    site.add_url_rule("/orders/<order_id>/pay", "pay", console.pay, methods=["POST"])
    site.add_url_rule("/orders/<order_id>/reverse", "reverse", console.reverse, methods=["POST"])
    site.add_url_rule("/orders/<order_id>/refund", "refund", console.refund, methods=["POST"])
    site.add_url_rule("/orders/<order_id>/chargeback", "chargeback", console.charge_back, methods=["POST"])
    site.add_url_rule("/variants", "variants", console.variants, methods=["GET"])
    site.add_url_rule("/variants", "change_variants", console.change_variants, methods=["POST", "DELETE"])
    site.add_url_rule("/faults", "faults", console.faults, methods=["GET"])
    site.add_url_rule("/faults", "add_fault", console.add_fault, methods=["POST"])
    site.add_url_rule("/faults", "delete_faults", console.clear_faults, methods=["DELETE"])
    site.add_url_rule("/faults/clear", "clear_faults", console.clear_faults, methods=["POST"])
    return site


def _filled(form: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in form.items() if value.strip()}


def _done() -> AnyResponse:
    """Back to the page after a form, an empty answer after an API call."""
    from_page = request.mimetype == "application/x-www-form-urlencoded"
    return redirect("/sandbox/", 303) if from_page else Response(status=204)
