"""HTTP to the bank with deadlines. Whatever is no clear answer comes back as a value, never as an exception."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import certifi
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from chassis.telemetry import traces
from chassis.telemetry.traces import Kind
from services.payments.bank.patience import Patience
from services.payments.bank.replies import NotSent, Unclear

CONNECTIONS = 20
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


def _said_of(url: str) -> traces.Attributes:
    """What a span says of a request: the bank's addresses hold nothing of a payment, the bodies do."""
    address = urlsplit(url)
    port = address.port or (443 if address.scheme == "https" else 80)
    plain = f"{address.scheme}://{address.hostname}:{port}{address.path}"
    return {
        "http.request.method": "POST",
        "server.address": address.hostname or "",
        "server.port": port,
        "url.full": plain,
    }


class NoConnection(HTTPError):
    """The connection ended before its handshake did: no byte of the request has left."""


class _SecurePool(HTTPSConnectionPool):
    """Tells a handshake that failed from an answer that was destroyed: to urllib3 both are an SSLError."""

    def _validate_conn(self, conn: Any) -> None:
        try:
            super()._validate_conn(conn)
        except (OSError, ValueError) as error:  # ssl.SSLError, a wrong name, the time-out of the handshake
            raise NoConnection(type(error).__name__) from error


class Transport:
    """Sends one request and reads one JSON object over kept connections. Follows no redirect and repeats nothing."""

    def __init__(self, ca_file: str | None = None) -> None:
        self._http = PoolManager(
            maxsize=CONNECTIONS, retries=False, cert_reqs="CERT_REQUIRED", ca_certs=ca_file or certifi.where()
        )
        self._http.pool_classes_by_scheme = {"http": HTTPConnectionPool, "https": _SecurePool}

    def post_json(self, url: str, patience: Patience, body: Mapping[str, Any]) -> dict[str, Any] | NotSent | Unclear:
        return self._post(url, patience, json.dumps(body).encode(), _JSON)

    def post_form(self, url: str, patience: Patience, fields: Mapping[str, Any]) -> dict[str, Any] | NotSent | Unclear:
        return self._post(url, patience, urlencode(fields).encode(), _FORM)

    def _post(self, url: str, patience: Patience, body: bytes, kind: str) -> dict[str, Any] | NotSent | Unclear:
        with traces.span("POST", Kind.CLIENT, _said_of(url)) as span:
            outcome = self._asked(url, patience, body, kind, span)
            if not isinstance(outcome, dict):
                span.fail(type(outcome).__name__)
            return outcome

    def _asked(
        self, url: str, patience: Patience, body: bytes, kind: str, span: traces.Span
    ) -> dict[str, Any] | NotSent | Unclear:
        try:
            answer = self._http.request(
                "POST",
                url,
                body=body,
                headers={"Content-Type": kind, "Accept": _JSON},
                timeout=Timeout(connect=patience.connect, read=patience.read),
                redirect=False,
            )
        except NoConnection as error:
            return NotSent(str(error))
        except (NewConnectionError, ConnectTimeoutError) as error:
            return NotSent(type(error).__name__)
        except HTTPError as error:
            return Unclear(type(error).__name__)
        span.set("http.response.status_code", answer.status)
        if answer.status != 200:
            return Unclear(f"HTTP {answer.status}")
        try:
            parsed = json.loads(answer.data)
        except (ValueError, RecursionError):
            return Unclear("not JSON")
        return parsed if isinstance(parsed, dict) else Unclear("not an object")
