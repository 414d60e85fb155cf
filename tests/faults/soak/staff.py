"""One of the supplier's people: gives money back while everything breaks, and at the end looks at what waits for a
person, as the desk asks them to."""

import random
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from chassis.context import Caller
from chassis.errors import CallFailed, Refusal
from chassis.rpc.client import RpcClient
from chassis.rpc.identity import Signer
from contracts.payments import PaymentRef, PaymentsRpc, RefundRequest
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.identities import private_key
from tests.support.faults.system_under_fault import Stand

EVERY_S = 4.0
PERSON = Caller(user_id="soak-accountant", role="accountant", confirmed=True)
PATIENCE_S = 30
WAITING = """
    select id from payments where state = 'manual_review' or concern is not null
    union select payment_id from refunds where state = 'manual_review'
"""
NORMAL = ("refund_not_possible",)
"""Refusals that the load itself leads to: somebody else has given the money back meanwhile, or a chargeback came."""
PAID = """
    select payments.id, part.amount_kopecks, part.account_number
    from payments join payment_parts part on part.payment_id = payments.id where state in ('paid', 'partly_refunded')
"""


@dataclass
class Staff:
    """`asked` are the kopecks that they have ever asked back, by payment; `errors` is what nobody should be told."""

    system: Stand
    seed: int
    asked: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        keys = Credentials(self.system.running.home / "secrets" / "passwords.json")
        user, password = keys.pair("rabbitmq:gateway", "gateway")
        address = self.system.servers.rabbit.url_for(user, password, f"cabinet-{keys.mark}")
        signer = Signer.load(str(private_key(keys, "gateway")))
        self._client = RpcClient(address, timeout=PATIENCE_S, name="soak-staff", signer=signer)
        self._draw = random.Random(self.seed)

    def close(self) -> None:
        self._client.close()

    def keep_refunding(self, until: threading.Event) -> None:
        """Parts and whole sums of payments that are paid; an answer that does not come is asked for again."""
        while not until.wait(EVERY_S):
            with suppress(Exception):  # the database is away just now
                paid = self.system.books.read("payments", PAID)
                if paid:
                    self._refund(*self._draw.choice(paid))

    def look(self) -> None:
        """Asks the bank about everything that waits for a person."""
        with self._client.calling(caller=PERSON):
            for row in self.system.books.read("payments", WAITING):
                try:
                    self._client.stub(PaymentsRpc).ask_bank(PaymentRef(payment_id=row[0]))
                except Refusal as refusal:
                    self.errors.append(f"asking the bank about {row[0]}: {refusal}")
                except CallFailed:
                    continue

    def _refund(self, payment_id: str, amount: int, account: str) -> None:
        kopecks = amount if self._draw.random() < 0.3 else self._draw.randrange(1, amount + 1)
        wanted = RefundRequest(
            payment_id=payment_id,
            amount_kopecks=kopecks,
            reason="ошибочный платёж",
            idempotency_key=f"soak-{secrets.token_hex(8)}",
            account_number=account,
        )
        self.asked[payment_id] = self.asked.get(payment_id, 0) + kopecks
        with self._client.calling(caller=PERSON):
            for _ in range(3):  # the same key: one refund however often it is asked for
                try:
                    self._client.stub(PaymentsRpc).refund_payment(wanted)
                    return
                except Refusal as refusal:
                    if refusal.code not in NORMAL:
                        self.errors.append(f"refund of {kopecks} of {payment_id}: {refusal}")
                    return
                except CallFailed:
                    continue
