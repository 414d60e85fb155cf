"""Customers who go on paying whatever happens, as people do: a failed attempt is repeated with the same key."""

import secrets
import threading
import time
from dataclasses import dataclass, field

import requests

from deploy.demo import bank
from deploy.demo.mailbox import Mailbox, link
from deploy.demo.portal import Portal, Refused
from tests.running import RunningPortal

PATIENCE_S = 90
FRICTIONLESS = bank.Card("2202205000012424", "05/28", "649", None)


@dataclass
class Payer:
    """One customer. `started` are the payments that the portal has promised, in kopecks by id."""

    portal: Portal
    account: str
    readings: dict[str, str]
    started: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def pay(self, kopecks: int) -> None:
        """One payment to its end at the bank; the portal is asked until it answers."""
        key, begun = secrets.token_hex(12), time.monotonic()
        while True:
            try:
                answer = self.portal.post(
                    "/payments",
                    key,
                    account_number=self.account,
                    amount=kopecks,
                    readings=self.readings,
                    confirmed=True,
                )
                break
            except (Refused, requests.RequestException) as failure:
                if isinstance(failure, Refused) and failure.status < 500:
                    raise
                assert time.monotonic() - begun < PATIENCE_S, f"no payment could be started: {failure}"
                time.sleep(0.5)
        self.started[answer["id"]] = kopecks
        address = answer["payment_url"] or self._address(answer["id"])
        if address:
            bank.pay(address, FRICTIONLESS)

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

    def keep_paying(self, until: threading.Event) -> None:
        """Pay sums that are all different until told to stop; what went wrong is kept."""
        kopecks = 100
        while not until.is_set():
            kopecks += 1
            try:
                self.pay(kopecks)
            except Exception as failure:
                self.errors.append(f"{type(failure).__name__}: {failure}")
                return


def newcomer(running: RunningPortal, account: str) -> Payer:
    """A registered and signed-in customer with readings to send."""
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
    meter = portal.get(f"/accounts/{account}")["meter"]["meter"]
    digits = meter["digits"]
    values = {r["zone"]: f"{((r['last_value'] or 0) + 10) % 10**digits:0{digits}d}" for r in meter["registers"]}
    return Payer(portal, account, values)
