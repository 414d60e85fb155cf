"""The classic REST: form or query, GET or POST, under /payment/rest/."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from deploy.simulators.bank_sandbox import refusals, sbp
from deploy.simulators.bank_sandbox.acquirer import Acquirer
from deploy.simulators.bank_sandbox.answering import Answer, answer, with_error_code
from deploy.simulators.bank_sandbox.answers import classic_status, old_status
from deploy.simulators.bank_sandbox.credentials import without_login
from deploy.simulators.bank_sandbox.faults import Point
from deploy.simulators.bank_sandbox.incoming import (
    AmountRequest,
    Asked,
    OrderRequest,
    RefundRequest,
    RegisterRequest,
    understand,
)
from deploy.simulators.bank_sandbox.receipts import receipt_status

Body = dict[str, Any]
NUMBERS = ("amount", "sessionTimeoutSecs", "taxSystem")
JSON_FIELDS = ("jsonParams", "orderBundle")
SUCCESS = {"errorCode": "0", "errorMessage": "Успешно"}


class ClassicDesk:
    """Each method answers one request whose login has been checked."""

    def __init__(self, bank: Acquirer) -> None:
        self._bank = bank

    def register(self, body: Body) -> Answer:
        return self._registered(body, two_stage=False)

    def register_two_stage(self, body: Body) -> Answer:
        return self._registered(body, two_stage=True)

    def status(self, body: Body) -> Answer:
        order = self._bank.status(_known(OrderRequest, body))
        return self._bank.variants.shaped(classic_status(order), classic=True)

    def old_status(self, body: Body) -> Answer:
        return old_status(self._bank.status(_known(OrderRequest, body)))

    def deposit(self, body: Body) -> Answer:
        self._bank.deposit(_known(AmountRequest, body))
        return dict(SUCCESS)

    def reverse(self, body: Body) -> Answer:
        self._bank.reverse(_known(AmountRequest, body))
        return dict(SUCCESS)

    def refund(self, body: Body) -> Answer:
        self._bank.refund(_known(RefundRequest, body), zero_means_rest=True)
        return dict(SUCCESS)

    def decline(self, body: Body) -> Answer:
        self._bank.decline(_known(OrderRequest, body))
        return dict(SUCCESS)

    def receipts(self, body: Body) -> Answer:
        return receipt_status(self._bank.find(_known(OrderRequest, body)))

    def kept_cards(self, body: Body) -> Answer:
        raise refusals.forbidden()

    def _registered(self, body: Body, *, two_stage: bool) -> Answer:
        order = self._bank.register(_known(RegisterRequest, body), "classic", two_stage=two_stage)
        page = f"{self._bank.settings.base_url}/payment/merchants/sandbox/payment_ru.html?mdOrder={order.id}"
        return {"orderId": order.id, "formUrl": page}


def blueprint(bank: Acquirer) -> Blueprint:
    """Routes of the classic protocol."""
    rest, desk = Blueprint("classic", __name__, url_prefix="/payment/rest"), ClassicDesk(bank)
    routes: list[tuple[str, Point, Callable[[Body], Answer]]] = [
        ("register.do", "register", desk.register),
        ("registerPreAuth.do", "register", desk.register_two_stage),
        ("getOrderStatusExtended.do", "status", desk.status),
        ("getOrderStatus.do", "status", desk.old_status),
        ("deposit.do", "deposit", desk.deposit),
        ("reverse.do", "reverse", desk.reverse),
        ("refund.do", "refund", desk.refund),
        ("decline.do", "decline", desk.decline),
        ("getReceiptStatus.do", "status", desk.receipts),
        ("getBindings.do", "status", desk.kept_cards),
        ("unBindCard.do", "status", desk.kept_cards),
        ("paymentOrderBinding.do", "status", desk.kept_cards),
        ("sbp/c2b/qr/dynamic/get.do", "status", partial(sbp.dynamic_code, bank)),
        ("sbp/c2b/qr/status.do", "status", partial(sbp.code_status, bank)),
    ]
    for path, point, run in routes:
        rest.add_url_rule(
            f"/{path}", path.replace(".", "_").replace("/", "_"), _view(bank, point, run), methods=["GET", "POST"]
        )
    return rest


def _view(bank: Acquirer, point: Point, run: Callable[[Body], Answer]) -> Callable[[], Response]:
    def view() -> Response:
        fields = request.values.to_dict()

        def carry_out() -> Answer:
            return run(without_login(bank.settings, _typed(fields)))

        wording = partial(with_error_code, variants=bank.variants)
        return answer(bank.faults, point, bank.number_in(fields), carry_out, wording)

    return view


def _typed(fields: Mapping[str, str]) -> Body:
    """Text of a form as the values that the bank reads from it; an empty field is a missing one."""
    body: Body = {}
    for name, text in fields.items():
        if text == "":
            continue
        try:
            if name in NUMBERS:
                body[name] = int(text)
            elif name in JSON_FIELDS:
                body[name] = json.loads(text)
            else:
                body[name] = text
        except ValueError as error:
            raise refusals.wrong_amount() if name == "amount" else refusals.invalid_request() from error
    return body


def _known(model: type[Asked], body: Body) -> Asked:
    """The classic protocol ignores parameters that it does not know."""
    names = {field.alias for field in model.model_fields.values()}
    return understand(model, {name: value for name, value in body.items() if name in names})
