"""HTTP to the bank with deadlines. Whatever is no clear answer comes back as a value, never as an exception."""

from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

from services.payments.bank.answers import NotSent, Unclear

CONNECTIONS = 20


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a connection and for an answer, in seconds."""

    connect: float
    read: float

    def within(self, seconds: float) -> "Patience":
        """The same, but not longer than somebody else waits for us."""
        return Patience(min(self.connect, max(0.1, seconds)), min(self.read, max(0.1, seconds)))


class Transport:
    """Sends one request and reads one JSON object. Follows no redirect and repeats nothing."""

    def __init__(self, ca_file: str | None = None) -> None:
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.verify = ca_file or True
        for scheme in ("https://", "http://"):
            self._http.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=0))

    def post(self, url: str, patience: Patience, **body: Any) -> dict[str, Any] | NotSent | Unclear:
        """`body` is `json=` or `data=` of requests."""
        timeout = (patience.connect, patience.read)
        try:
            answer = self._http.post(url, timeout=timeout, allow_redirects=False, **body)
        except requests.RequestException as error:
            return NotSent(type(error).__name__) if _surely_not_sent(error) else Unclear(type(error).__name__)
        if answer.status_code != 200:
            return Unclear(f"HTTP {answer.status_code}")
        try:
            parsed = answer.json()
        except requests.JSONDecodeError:
            return Unclear("not JSON")
        return parsed if isinstance(parsed, dict) else Unclear("not an object")


def _surely_not_sent(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | NameResolutionError)
