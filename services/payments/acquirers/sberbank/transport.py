"""HTTP to the bank with deadlines. Whatever is no clear answer comes back as a value, never as an exception."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import certifi
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from services.payments.bank.patience import Patience
from services.payments.bank.replies import NotSent, Unclear

CONNECTIONS = 20
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


class Transport:
    """Sends one request and reads one JSON object over kept connections. Follows no redirect and repeats nothing."""

    def __init__(self, ca_file: str | None = None) -> None:
        self._http = PoolManager(
            maxsize=CONNECTIONS, retries=False, cert_reqs="CERT_REQUIRED", ca_certs=ca_file or certifi.where()
        )

    def post_json(self, url: str, patience: Patience, body: Mapping[str, Any]) -> dict[str, Any] | NotSent | Unclear:
        return self._post(url, patience, json.dumps(body).encode(), _JSON)

    def post_form(self, url: str, patience: Patience, fields: Mapping[str, Any]) -> dict[str, Any] | NotSent | Unclear:
        return self._post(url, patience, urlencode(fields).encode(), _FORM)

    def _post(self, url: str, patience: Patience, body: bytes, kind: str) -> dict[str, Any] | NotSent | Unclear:
        try:
            answer = self._http.request(
                "POST",
                url,
                body=body,
                headers={"Content-Type": kind, "Accept": _JSON},
                timeout=Timeout(connect=patience.connect, read=patience.read),
                redirect=False,
            )
        except (NewConnectionError, ConnectTimeoutError, SSLError) as error:  # surely not sent
            return NotSent(type(error).__name__)
        except HTTPError as error:
            return Unclear(type(error).__name__)
        if answer.status != 200:
            return Unclear(f"HTTP {answer.status}")
        try:
            parsed = json.loads(answer.data)
        except ValueError:
            return Unclear("not JSON")
        return parsed if isinstance(parsed, dict) else Unclear("not an object")
