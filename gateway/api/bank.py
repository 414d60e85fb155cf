"""The bank's callback about a payment: passed on as it came; the payments service verifies it.

Its address is open to everybody, so it is small: the gateway takes no body above `app.LARGEST_CALLBACK`, and no address
as long as that.
"""

from typing import Literal

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from contracts.payments import BankCallback
from contracts.payments.callbacks import CALLBACK_PROVIDERS
from gateway.api.registry import blueprint
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import as_system, services
from gateway.http.identity.token import remote_ip
from gateway.http.middleware.callbacks import count_forged

LONGEST = 4096
MOST_PARAMETERS = 64


def bank_callback() -> Response:
    """Answers 200 as soon as it is stored, authentic or not; the bank repeats a callback that gets another answer."""
    if len(request.query_string) > LONGEST:
        raise RequestEntityTooLarge
    raw = request.get_data(cache=True, as_text=True) or request.query_string.decode("ascii", "replace")
    transport, parameters = _received()
    with refuse_invalid():
        callback = BankCallback(
            transport=transport,
            parameters={_kept(name): _kept(value) for name, value in list(parameters.items())[:MOST_PARAMETERS]},
            raw=_kept(raw[:LONGEST]),
            remote_ip=remote_ip(),
        )
    if not as_system(services().payments.receive_callback, callback).authentic:
        count_forged()
    return Response("OK", content_type="text/plain; charset=utf-8")


for provider in CALLBACK_PROVIDERS:
    blueprint.add_url_rule(f"/callbacks/{provider}", "bank_callback", bank_callback, methods=["GET", "POST"])


def _kept(text: str) -> str:
    """As it came, but for what neither JSON nor a database can hold."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _received() -> tuple[Literal["get", "form", "json"], dict[str, str]]:
    """How the parameters came, and the parameters as text."""
    if request.method == "GET":
        return "get", request.args.to_dict()
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets without end: no callback of the bank, but kept like every other
        body = None
    if isinstance(body, dict):
        return "json", {str(name): str(value) for name, value in body.items()}
    return "form", request.form.to_dict() or request.args.to_dict()
