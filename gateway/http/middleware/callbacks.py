"""How many callbacks of the bank an address may send: their address is open, and anybody may write to it."""

import logging
import threading
import time
from typing import cast

from flask import Flask, current_app

from chassis.errors import CallFailed, Refusal
from contracts.auth import QuotaRequest, QuotaTake
from gateway.backend.rpc import ask, services
from gateway.http.identity.token import remote_ip

log = logging.getLogger(__name__)

ENDPOINT = "api.bank_callback"


class CallbackCounts:
    """What this process remembers of the addresses; the counts themselves are auth's.

    Callbacks arrive a hundred a second, and counting each one would cost a call and a write for every payment: they are
    counted `AT_ONCE` in advance. An address whose callbacks fail the bank's checksum too often has to wait.
    """

    AT_ONCE, ADDRESSES = 20, 1000

    def __init__(self) -> None:
        self._left: dict[str, int] = {}
        self._shut: dict[str, float] = {}
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

    def shut_out(self, address: str, seconds: float) -> None:
        with self._lock:
            if len(self._shut) > self.ADDRESSES:
                self._shut.clear()
            self._shut[address] = time.monotonic() + seconds

    def wait(self, address: str) -> int:
        """Seconds for which nothing of this address is looked at; 0 for every other."""
        with self._lock:
            until = self._shut.get(address)
            left = 0 if until is None else until - time.monotonic()
            if until is not None and left <= 0:
                del self._shut[address]
            return max(0, -int(-left // 1))


def install(app: Flask) -> None:
    app.extensions["callback_counts"] = CallbackCounts()


def counts() -> CallbackCounts:
    return cast(CallbackCounts, current_app.extensions["callback_counts"])


def refuse_forger() -> None:
    """Refuses `too_many_attempts` while the address has to wait."""
    seconds = counts().wait(remote_ip())
    if seconds:
        message = "Слишком много уведомлений с неверной контрольной суммой."
        raise Refusal("too_many_attempts", message, details={"retry_after": seconds})


def count_forged() -> None:
    """Counts a callback whose checksum was wrong. Nothing depends on it while auth is silent."""
    address = remote_ip()
    try:
        ask(services().auth.take_quota, QuotaRequest(takes=[QuotaTake(policy="forged", subject=address or "unknown")]))
    except Refusal as refusal:
        counts().shut_out(address, float((refusal.details or {}).get("retry_after", 60)))
        log.warning("too many callbacks with a wrong checksum, the address has to wait")
    except CallFailed:
        log.warning("auth did not answer, a forged callback stays uncounted")
