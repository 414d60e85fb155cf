"""Rate limits: which requests are counted, under which key, and the headers that report what is left.

The counts are auth's (`take_quota`), so that they hold across replicas of the gateway. Headers by the IETF's draft
draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` and `RateLimit`; a refusal is 429 with `Retry-After`. Sign-in,
registration and recovery have growing waits of their own in auth.
"""

import logging
from hashlib import sha256

from flask import Flask, g, request
from werkzeug.wrappers import Response

from chassis.context import NOBODY
from chassis.errors import Refusal
from contracts.auth import Quota, QuotaPolicy, QuotaRequest, QuotaTake
from gateway.backend.rpc import Round, services
from gateway.http.identity.token import presented_token, remote_ip
from gateway.http.identity.visitor import ask_early, visitor
from gateway.http.middleware import callbacks

log = logging.getLogger(__name__)

PRINTS = (
    *("archive.file", "payments.receipt_file", "timeline.as_csv", "timeline.as_xlsx"),
    *("api.get_bill_pdf", "api.get_bill_png", "api.get_receipt", "api.get_timeline_csv"),
)
BY_PERSON: dict[str, QuotaPolicy] = {
    **dict.fromkeys(("feedback.write", "feedback.reply", "api.create_appeal"), "upload"),
    **dict.fromkeys(("staff.answers.answer", "staff.statements.take"), "desk_upload"),
    **dict.fromkeys(("staff.imports.receive", "api.create_import"), "desk_upload"),
    "pay.act": "order",
    "together.act": "order",
}
"""By person, not by session: signing in again gives nobody another quota."""


def install(app: Flask) -> None:
    """Counts before anything else is done for the request; adds the headers to every answer that was counted."""
    callbacks.install(app)
    app.before_request(_count)
    app.after_request(_add_headers)


def _count() -> None:
    is_callback = request.endpoint == callbacks.ENDPOINT
    if is_callback:
        callbacks.refuse_forger()
        if callbacks.counts().spend(_address()):
            return
    takes = quotas()
    if not takes:
        return
    with Round(caller=NOBODY) as ask_:  # whatever a token may do, it is counted
        taken = ask_(services().auth.take_quota, QuotaRequest(takes=takes))
        if not _is_known():
            ask_early(ask_)
    if is_callback and taken.missing:
        log.warning("auth did not answer, callback of the bank accepted uncounted")  # it may be the only one
        return
    try:
        g.quota = taken.value
        if is_callback:
            callbacks.counts().add(_address())
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
    if endpoint == callbacks.ENDPOINT:
        return [QuotaTake(policy="callback", subject=_address(), requests=callbacks.CallbackCounts.AT_ONCE)]
    token, takes = presented_token(), []
    if endpoint.startswith("api."):
        takes.append(QuotaTake(policy="address", subject=_address()))
    if token:
        who = sha256(token.encode()).hexdigest()
        if endpoint.startswith("api."):
            takes.append(QuotaTake(policy="api", subject=who))
        if endpoint in PRINTS:
            takes.append(QuotaTake(policy="print", subject=who))
    if endpoint in BY_PERSON and request.method == "POST" and (person := _person()):
        takes.append(QuotaTake(policy=BY_PERSON[endpoint], subject=person))
    return takes


def _is_known() -> bool:
    """Whether auth was asked already who this is: for everything that carries a body."""
    return "visitor" in g or "member" in g


def _person() -> str | None:
    """Who uploads. A page's guard has asked auth before its body (`admission`); of a call nobody has yet."""
    if not _is_known():
        visitor()
    person: str | None = g.caller.user_id
    return person


def _address() -> str:
    return remote_ip() or "unknown"


def _add_headers(response: Response) -> Response:
    quota: Quota | None = g.get("quota")
    if quota is not None:
        response.headers["RateLimit-Policy"] = f'"{quota.policy}";q={quota.limit};w={quota.window_seconds}'
        response.headers["RateLimit"] = f'"{quota.policy}";r={quota.remaining};t={quota.reset_seconds}'
    return response
