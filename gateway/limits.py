"""How often one may ask: which requests are counted, by whom, and how the answer tells what is left.

The counts are auth's (`take_quota`), so that they hold across replicas of the gateway. Headers by the IETF's draft
draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` and `RateLimit`; a refusal is 429 with `Retry-After`. Sign-in,
registration and recovery have growing waits of their own in auth.
"""

import logging
from hashlib import sha256

from flask import Flask, g, request
from werkzeug.wrappers import Response

from chassis.errors import Refusal
from contracts.auth import Quota, QuotaRequest, QuotaTake
from gateway.identity import ask_early, presented_token, remote_ip
from gateway.rpc import Round, services

log = logging.getLogger(__name__)

CALLBACK = "api.sberbank"
PRINTS = (
    *("archive.file", "payments.receipt_file", "timeline.as_csv", "timeline.as_xlsx"),
    *("api.get_bill_pdf", "api.get_bill_png", "api.get_receipt", "api.get_timeline_csv"),
)
UPLOADS = ("feedback.write", "feedback.reply", "api.create_appeal")


def install(app: Flask) -> None:
    """Count before anything else is done for the request; tell on every answer that was counted."""
    app.before_request(_count)
    app.after_request(_tell)


def _count() -> None:
    takes = wanted()
    if not takes:
        return
    with Round() as ask_:
        taken = ask_(services().auth.take_quota, QuotaRequest(takes=takes))
        ask_early(ask_)
    if request.endpoint == CALLBACK and taken.missing:
        log.warning("a notice of the bank was not counted")  # and is let in: it may be the only one about this money
        return
    try:
        g.quota = taken.value
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


def wanted() -> list[QuotaTake]:
    """What this request counts as."""
    endpoint = request.endpoint or ""
    if endpoint == CALLBACK:
        return [QuotaTake(policy="callback", subject=remote_ip() or "unknown")]
    token, takes = presented_token(), []
    if endpoint.startswith("api."):
        takes.append(QuotaTake(policy="address", subject=remote_ip() or "unknown"))
    if token:
        who = sha256(token.encode()).hexdigest()
        if endpoint.startswith("api."):
            takes.append(QuotaTake(policy="api", subject=who))
        if endpoint in PRINTS:
            takes.append(QuotaTake(policy="print", subject=who))
        if endpoint in UPLOADS and request.method == "POST":
            takes.append(QuotaTake(policy="upload", subject=who))
    return takes


def _tell(response: Response) -> Response:
    quota: Quota | None = g.get("quota")
    if quota is not None:
        response.headers["RateLimit-Policy"] = f'"{quota.policy}";q={quota.limit};w={quota.window_seconds}'
        response.headers["RateLimit"] = f'"{quota.policy}";r={quota.remaining};t={quota.reset_seconds}'
    return response
