"""The payment page, the issuer's 3-D Secure page and the way back to the shop."""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from deploy.simulators.bank_sandbox import cards
from deploy.simulators.bank_sandbox.acquirer import Acquirer
from deploy.simulators.bank_sandbox.answers import describe
from deploy.simulators.bank_sandbox.card_form import CardForm
from deploy.simulators.bank_sandbox.cashier import Cashier
from deploy.simulators.bank_sandbox.order import MAX_ATTEMPTS, Order, Status, now_ms
from deploy.simulators.bank_sandbox.refusals import BankRefusal

PAID = (Status.HELD, Status.DEPOSITED)


def return_address(order: Order, *, paid: bool) -> str:
    """returnUrl after success, failUrl (or returnUrl, if there is none) otherwise, with orderId and lang."""
    target = order.return_url if paid else order.fail_url or order.return_url
    joint = "&" if "?" in target else "?"
    return target + joint + urlencode({"orderId": order.id, "lang": order.language})


class Pages:
    """Three pages without JavaScript; every step is a form."""

    def __init__(self, bank: Acquirer, cashier: Cashier) -> None:
        self._bank, self._cashier = bank, cashier

    def form(self) -> str:
        """The card form, or why it is not there."""
        return self._show(self._order())

    def pay(self) -> AnyResponse | str:
        order, form = self._order(), CardForm.read(request.form)
        problems = form.problems()
        if problems and order.payable(now_ms()):
            return self._show(order, form, problems)
        try:
            return self._after(self._cashier.pay(order.id, form))
        except BankRefusal:
            return self._show(self._bank.books.copy(order.id))

    def code_form(self) -> AnyResponse | str:
        order = self._order()
        if order.challenge is None:
            return self._after(order)
        return render_template("code.html", order=order, hint=order.challenge.code)

    def confirm(self) -> AnyResponse | str:
        order = self._order()
        try:
            return self._after(self._cashier.confirm(order.id, request.form.get("code", "").strip()))
        except BankRefusal:
            return self._show(self._bank.books.copy(order.id))

    def _order(self) -> Order:
        try:
            return self._bank.books.copy(request.values.get("orderId") or request.values.get("mdOrder"))
        except BankRefusal:
            abort(Response(render_template("closed.html", order=None, why="Заказ не найден"), status=404))

    def _after(self, order: Order) -> AnyResponse | str:
        if order.status in PAID:
            return redirect(return_address(order, paid=True), 302)
        if order.status == Status.CHALLENGED:
            return redirect(url_for("pages.code_form", orderId=order.id), 303)
        if order.payable(now_ms()):
            return self._show(order)
        return redirect(return_address(order, paid=False), 302)

    def _show(self, order: Order, form: CardForm | None = None, problems: dict[str, str] | None = None) -> str:
        back = return_address(order, paid=order.status in PAID)
        if not order.payable(now_ms()):
            return render_template("closed.html", order=order, why=_why_closed(order), back=back)
        chosen = cards.PUBLISHED.get(request.args.get("card", ""))
        if form is None and chosen:
            form = CardForm(chosen.pan, chosen.expiry, chosen.cvc, "")
        return render_template(
            "pay.html",
            order=order,
            form=form or CardForm("", "", "", ""),
            problems=problems or {},
            failure=describe(order.action_code) if order.attempts else None,
            attempts_left=MAX_ATTEMPTS - order.attempts,
            cards=cards.ECOM if order.generation == "ecom" else cards.CLASSIC,
            back=back,
        )


def blueprint(bank: Acquirer) -> Blueprint:
    """The same pages at the addresses of both generations."""
    site, pages = Blueprint("pages", __name__), Pages(bank, Cashier(bank))
    for path, name in (("/pp/pay_ru", "ecom"), ("/payment/merchants/sandbox/payment_ru.html", "classic")):
        site.add_url_rule(path, f"form_{name}", pages.form, methods=["GET"])
        site.add_url_rule(path, f"pay_{name}", pages.pay, methods=["POST"])
    site.add_url_rule("/acs", "code_form", pages.code_form, methods=["GET"])
    site.add_url_rule("/acs", "confirm", pages.confirm, methods=["POST"])
    return site


def _why_closed(order: Order) -> str:
    if order.status in PAID:
        return "Заказ уже оплачен"
    if order.status in (Status.REVERSED, Status.REFUNDED):
        return "Деньги по заказу возвращены"
    if order.attempts >= MAX_ATTEMPTS:
        return "Попытки оплаты исчерпаны"
    return "Срок оплаты заказа истёк или заказ отменён магазином"
