"""Quotas of requests, counted in the database, so that all replicas of the gateway share them.

GCRA: for each subject one moment is stored, at which its bucket will be full again. A request moves it on by the time
in which one request is earned; it may lie ahead by one window at most. One statement a request, no lock but the row's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.auth import Quota, QuotaRequest, QuotaTake
from services.auth.models import RequestQuota
from services.auth.throttling.limits import network, wait_in_words
from services.auth.work import AuthWork

ADDRESSES = ("address", "callback", "forged")
"""Policies whose subject is an IP address."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`requests` in `window`; all of them at once or spread, then one each `window / requests`."""

    requests: int
    window: timedelta

    @property
    def each(self) -> timedelta:
        return self.window / self.requests


_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

POLICIES: dict[str, Policy] = {
    # a program with a token, or a browser's session at the API
    "api": Policy(120, _MINUTE),
    # all that one address asks of the API; a house or an office may sit behind it
    "address": Policy(600, _MINUTE),
    # prints and exports cost seconds of a processor (ASVS 15.2.2)
    "print": Policy(60, _MINUTE),
    # forms with files, five files to a form
    "upload": Policy(20, _HOUR),
    # orders at the bank by the form: a payment is sent once or twice, with a confirmation
    "order": Policy(120, _HOUR),
    # files of the desk and of the supplier's system: registers, packages, answers to appeals
    "desk_upload": Policy(120, _HOUR),
    # the bank's callbacks come from few addresses, a hundred paid orders a second and their repetitions
    "callback": Policy(12_000, _MINUTE),
    # those whose checksum is wrong: the bank sends none, so a few tell of a wrong key
    "forged": Policy(60, _MINUTE),
}


def take_quota(work: AuthWork, request: QuotaRequest) -> Quota:
    """Count the request under every policy and return the tightest one.

    Refuses `too_many_attempts` with the seconds to wait; the rollback then takes all counts back, so that requests
    during the wait do not prolong it.
    """
    factor = work.dependencies.quota_factor
    takes = sorted(request.takes, key=lambda one: (one.policy, one.subject))  # one order everywhere: no deadlock
    quotas = [_take(work.session, one, work.now, factor) for one in takes]
    return min(quotas, key=lambda quota: quota.remaining / quota.limit)


def _take(session: Session, one: QuotaTake, now: datetime, factor: int) -> Quota:
    chosen = POLICIES[one.policy]
    policy = Policy(chosen.requests * factor, chosen.window)
    subject = network(one.subject) if one.policy in ADDRESSES else one.subject
    bucket = f"{one.policy}:{sha256(subject.encode()).hexdigest()}"
    cost = policy.each * one.requests
    full = func.greatest(RequestQuota.full_at, now) + cost
    counted = insert(RequestQuota).values(bucket=bucket, full_at=now + cost)
    counted = counted.on_conflict_do_update(
        index_elements=[RequestQuota.bucket], set_={"full_at": full}, where=full <= now + policy.window
    )
    full_at = session.scalar(counted.returning(RequestQuota.full_at))
    if full_at is None:
        full_at = session.get_one(RequestQuota, bucket).full_at
        raise _exhausted(one.policy, policy, full_at + cost - policy.window - now)
    used = full_at - now
    return Quota(
        policy=one.policy,
        limit=policy.requests,
        window_seconds=round(policy.window.total_seconds()),
        remaining=int((policy.window - used) / policy.each),
        reset_seconds=-int(-used.total_seconds() // 1),
    )


def _exhausted(name: str, policy: Policy, wait: timedelta) -> Refusal:
    """The refusal with everything that the response headers contain."""
    return Refusal(
        "too_many_attempts",
        f"Слишком много запросов. Повторите через {wait_in_words(wait)}.",
        details={
            "retry_after": max(1, -int(-wait.total_seconds() // 1)),
            "policy": name,
            "limit": policy.requests,
            "window_seconds": round(policy.window.total_seconds()),
        },
    )


def sweep(session: Session, now: datetime) -> None:
    """Delete full buckets: they limit nothing."""
    session.execute(delete(RequestQuota).where(RequestQuota.full_at < now))
