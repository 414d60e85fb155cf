"""From a refusal or a result to HTTP, spoiled on the way when a fault switch says so."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any

from flask import Response, request

from deploy.simulators.bank_sandbox.faults import KINDS, Fault, Faults, Point
from deploy.simulators.bank_sandbox.refusals import BankRefusal, wrong_state
from deploy.simulators.bank_sandbox.variants import Variants

Answer = dict[str, Any]
Wording = Callable[[BankRefusal], tuple[int, Answer]]
"""How a refusal is answered: HTTP status and body."""


def with_error_code(refusal: BankRefusal, variants: Variants) -> tuple[int, Answer]:
    if refusal.five and variants.wrong_state == "5":
        return 200, {"errorCode": "5", "errorMessage": refusal.five}
    return 200, {"errorCode": refusal.code, "errorMessage": refusal.message}


def answer(
    faults: Faults,
    point: Point,
    number: str | None,
    carry_out: Callable[[], Answer],
    wording: Wording,
) -> Response:
    """The bank's JSON for every business result; `number` chooses among the fault switches."""
    # `lag` is no fault of the answer: the acquirer asks for it itself.
    fault = faults.take(point, number, *KINDS["answer"], *KINDS["command"], "amount")
    kind = fault.kind if fault else "none"
    if kind == "drop":
        return _silence()
    if kind == "error":
        return Response("Service Unavailable", status=503, content_type="text/html")
    try:
        status, result = 200, _carried_out(carry_out, fault)
    except BankRefusal as refusal:
        status, result = wording(refusal)
    body = json.dumps(result, ensure_ascii=False).encode()
    return _spoiled(kind, fault, body) if fault else _json(body, status)


def _carried_out(carry_out: Callable[[], Answer], fault: Fault | None) -> Answer:
    if fault and fault.kind == "wrong_state":
        raise wrong_state()
    result = carry_out()
    if fault and fault.kind == "amount" and "amount" in result:
        result["amount"] += fault.delta
        if result.get("paymentAmountInfo"):
            result["paymentAmountInfo"]["depositedAmount"] += fault.delta
    return result


def _spoiled(kind: str, fault: Fault, body: bytes) -> Response:
    if kind == "delay":
        time.sleep(fault.seconds)
    elif kind == "timeout":
        time.sleep(fault.seconds)
        return _silence()
    elif kind == "error_after":
        return Response("Internal Server Error", status=500, content_type="text/html")
    elif kind == "html":
        return Response("<html><body>Технические работы</body></html>", content_type="text/html; charset=utf-8")
    elif kind == "cut":
        return _json(body[: len(body) // 2])
    elif kind == "broken":
        response = _json(body[: len(body) // 2])
        response.headers["Content-Length"] = str(len(body))
        response.headers["Connection"] = "close"
        return response
    return _json(body)


def _json(body: bytes, status: int = 200) -> Response:
    return Response(body, status, content_type="application/json;charset=UTF-8")


def _silence() -> Response:
    """Closes the connection without a byte, as a broken network does."""
    connection: socket.socket | None = request.environ.get("werkzeug.socket")
    if connection:
        connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)
