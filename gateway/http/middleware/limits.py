"""Rate limits: which requests are counted, under which key, and the headers that report what is left.

The counts are auth's (`take_quota`), so that they hold across replicas of the gateway. Headers by the IETF's draft
draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` and `RateLimit`; a refusal is 429 with `Retry-After`. Sign-in,
registration and recovery have growing waits of their own in auth.
"""

import logging
import threading
from hashlib import sha256
from typing import cast

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from chassis.errors import Refusal
from contracts.auth import Quota, QuotaRequest, QuotaTake
from gateway.backend.rpc import Round, services
from gateway.http.identity.token import presented_token, remote_ip
from gateway.http.identity.visitor import ask_early

log = logging.getLogger(__name__)

CALLBACK = "api.bank_callback"
PRINTS = (
    *("archive.file", "payments.receipt_file", "timeline.as_csv", "timeline.as_xlsx"),
    *("api.get_bill_pdf", "api.get_bill_png", "api.get_receipt", "api.get_timeline_csv"),
)
UPLOADS = ("feedback.write", "feedback.reply", "api.create_appeal")


class PrepaidCallbacks:
    """Callbacks of the bank that are counted in advance, by address. They arrive a hundred a second, and counting each
    one would cost a call and a write for every payment."""

    AT_ONCE, ADDRESSES = 20, 1000

    def __init__(self) -> None:
        self._left: dict[str, int] = {}
        self._lock = threading.Lock()

    def spend(self, address: str) -> bool:
        """Whether this one is counted already."""
        with self._lock:
            left = self._left.get(address, 0)
            self._left[address] = max(0, left - 1)
            return left > 0

    def add(self, address: str) -> None:
        """Records a taken count, of which the callback at hand spends the first."""
        with self._lock:
            if len(self._left) > self.ADDRESSES:
                self._left.clear()
            self._left[address] = self._left.get(address, 0) + self.AT_ONCE - 1


def install(app: Flask) -> None:
    """Counts before anything else is done for the request; adds the headers to every answer that was counted."""
    app.extensions["prepaid_callbacks"] = PrepaidCallbacks()
    app.before_request(_count)
    app.after_request(_add_headers)


def _count() -> None:
    prepaid = cast(PrepaidCallbacks, current_app.extensions["prepaid_callbacks"])
    is_callback = request.endpoint == CALLBACK
    if is_callback and prepaid.spend(_address()):
        return
    takes = quotas()
    if not takes:
        return
    with Round() as ask_:
        taken = ask_(services().auth.take_quota, QuotaRequest(takes=takes))
        ask_early(ask_)
    if is_callback and taken.missing:
        log.warning("auth did not answer, callback of the bank accepted uncounted")  # it may be the only one
        return
    try:
        g.quota = taken.value
        if is_callback:
            prepaid.add(_address())
    except Refusal as refusal:
        about = refusal.details or {}
        wait = about["retry_after"]
        g.quota = Quota(
            policy=about["policy"],
            limit=about["limit"],
            window_seconds=about["window_seconds"],
            remaining=0,
            reset_seconds=wait,
        )
        raise


def quotas() -> list[QuotaTake]:
    """Returns the quotas that this request takes."""
    endpoint = request.endpoint or ""
    if endpoint == CALLBACK:
        return [QuotaTake(policy="callback", subject=_address(), requests=PrepaidCallbacks.AT_ONCE)]
    token, takes = presented_token(), []
    if endpoint.startswith("api."):
        takes.append(QuotaTake(policy="address", subject=_address()))
    if token:
        who = sha256(token.encode()).hexdigest()
        if endpoint.startswith("api."):
            takes.append(QuotaTake(policy="api", subject=who))
        if endpoint in PRINTS:
            takes.append(QuotaTake(policy="print", subject=who))
        if endpoint in UPLOADS and request.method == "POST":
            takes.append(QuotaTake(policy="upload", subject=who))
    return takes


def _address() -> str:
    return remote_ip() or "unknown"


def _add_headers(response: Response) -> Response:
    quota: Quota | None = g.get("quota")
    if quota is not None:
        response.headers["RateLimit-Policy"] = f'"{quota.policy}";q={quota.limit};w={quota.window_seconds}'
        response.headers["RateLimit"] = f'"{quota.policy}";r={quota.remaining};t={quota.reset_seconds}'
    return response
