"""Customers who go on paying whatever happens, as people do: an attempt without an answer is repeated with its key."""

import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import requests

from deploy.simulators.demo import bank
from deploy.simulators.demo.mailbox import Mailbox, link
from deploy.simulators.demo.portal import Portal, Refused
from tests.support.running_portal import RunningPortal

PATIENCE_S = 90
OVER = ("bank_unavailable", "payment_open", "payment_just_made")
"""Refusals after which the customer presses again: the bank has no order of this attempt."""
FRICTIONLESS = bank.Card("2202205000012424", "05/28", "649", None)


@dataclass
class Beside:
    """Another account of the customer, which some of the payments pay too."""

    account: str
    digits: int
    values: dict[str, int]


@dataclass
class Payer:
    """One customer. `started` are the payments that the portal has promised, in kopecks by id."""

    portal: Portal
    account: str
    email: str
    password: str
    digits: int
    values: dict[str, int]
    started: dict[str, int] = field(default_factory=dict)
    """What the payment's own account gets of it; another one may be paid beside it."""
    beside: "Beside | None" = None
    errors: list[str] = field(default_factory=list)

    @property
    def token(self) -> str:
        return str(self.portal.token)

    def pay(self, kopecks: int, comes_back: bool = False) -> str:
        """One payment to its end at the bank, each with a reading of its own; the payment's id."""
        started = self.start(kopecks)
        address = started["payment_url"] or self._address(started["id"])
        if address:
            back = bank.pay(address, FRICTIONLESS)
            if comes_back:
                self._return(back)
        return str(started["id"])

    def start(self, kopecks: int) -> dict[str, Any]:
        """A payment that waits at the bank; the portal is asked until it answers."""
        key, begun = secrets.token_hex(12), time.monotonic()
        self.values = {zone: (value + 1) % 10**self.digits for zone, value in self.values.items()}
        while True:
            try:
                answer = self.ask(key, kopecks)
                break
            except (Refused, requests.RequestException) as failure:
                again = isinstance(failure, Refused) and failure.code in OVER
                if isinstance(failure, Refused) and failure.status < 500 and not again:
                    raise
                if again:
                    key = secrets.token_hex(12)  # this attempt is over: surely no order
                assert time.monotonic() - begun < PATIENCE_S, f"no payment could be started: {failure}"
                time.sleep(0.5)
        self.started[answer["id"]] = kopecks
        return answer

    def ask(self, key: str, kopecks: int) -> dict[str, Any]:
        """One attempt to start a payment."""
        answer: dict[str, Any] = self.portal.post(
            "/payments",
            key,
            account_number=self.account,
            amount=kopecks,
            readings={zone: f"{value:0{self.digits}d}" for zone, value in self.values.items()},
            receipt_email=self.email,
            confirmed=True,
            further=[self._beside(kopecks)] if self.beside and kopecks % 3 == 0 else [],
        )
        return answer

    def _beside(self, kopecks: int) -> dict[str, Any]:
        """Every third payment pays another account too, by the same order."""
        assert self.beside
        digits = self.beside.digits
        self.beside.values = {zone: (value + 1) % 10**digits for zone, value in self.beside.values.items()}
        shown = {zone: f"{value:0{digits}d}" for zone, value in self.beside.values.items()}
        return {"account_number": self.beside.account, "amount": 10_000 + kopecks, "readings": shown}

    def keep_paying(self, until: threading.Event) -> None:
        """Pay sums that are all different until told to stop; what went wrong is kept."""
        kopecks = 100
        while not until.is_set():
            kopecks += 1
            try:
                self.pay(kopecks, comes_back=bool(kopecks % 2))
            except Exception as failure:
                self.errors.append(f"{type(failure).__name__}: {failure}")
                return

    def _address(self, payment: str) -> str | None:
        """The bank's page of a payment whose registration was unclear at first."""
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE_S:
            try:
                seen = self.portal.get(f"/payments/{payment}")
                if seen["payment_url"] or seen["final"]:
                    return str(seen["payment_url"]) if seen["payment_url"] else None
            except (Refused, requests.RequestException):
                pass
            time.sleep(0.5)
        return None

    def _return(self, address: str) -> None:
        with suppress(requests.RequestException):  # the portal is away just now: the payer closes the window
            self.portal.http.get(address, timeout=30)


def newcomer(running: RunningPortal, account: str, beside: str | None = None) -> Payer:
    """A registered and signed-in customer with readings to send; `beside` is linked and paid together at times."""
    portal, email, password = Portal(running.url), f"fault-{account}@example.ru", secrets.token_urlsafe(12)
    portal.post(
        "/registrations",
        account_number=account,
        password=password,
        password_confirmation=password,
        email=email,
        consent=True,
    )
    token = link(Mailbox(running.mailbox).wait(email, "актив"), "activ").rsplit("=", 1)[-1]
    portal.post("/registrations/activation", token=token)
    portal.token = portal.post("/sessions", account_number=account, password=password)["token"]
    payer = Payer(portal, account, email, password, *_meter(portal, account))
    if beside:
        portal.post("/settings/accounts", account_number=beside, current_password=password)
        payer.beside = Beside(beside, *_meter(portal, beside))
    return payer


def _meter(portal: Portal, account: str) -> tuple[int, dict[str, int]]:
    """Its digits, and readings that it may show next."""
    meter = portal.get(f"/accounts/{account}")["meter"]["meter"]
    return meter["digits"], {one["zone"]: (one["last_value"] or 0) + 10 for one in meter["registers"]}
