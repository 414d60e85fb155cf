"""What each book of the running system says, read from outside: no code of the services, only their tables."""

from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import Any

import psycopg
import requests

from contracts.services import SERVICES
from deploy.provisioning.broker import management_for
from deploy.provisioning.credentials import Credentials
from tests.support.running_portal import RunningPortal

Sums = Counter[tuple[str, int]]
"""(payment, or its part by the name of its credit, and kopecks), each as often as the book has it."""

ORDER_OF = r"regexp_replace({credit}, '^([0-9]{{6}}-[0-9A-Z]{{10}})-[0-9]+$', '\1')"
"""The payment of a credit: the first part has its name, the others have a number behind it."""

Rows = list[tuple[Any, ...]]

PAID_PARTS = (
    "select {columns} from payment_parts part join payments on payments.id = part.payment_id where paid_at is not null"
)


@dataclass
class Books:
    """`admin_url` is the database server's administrator."""

    running: RunningPortal
    admin_url: str

    @property
    def mark(self) -> str:
        """What tells the databases and the virtual host of this copy from others."""
        return Credentials(self.running.home / "secrets" / "passwords.json").mark

    def address(self, service: str) -> str:
        """The service's database for the administrator."""
        return self.admin_url.rsplit("/", 1)[0] + f"/cabinet_{self.mark}_{service}"

    def read(self, service: str, statement: str) -> Rows:
        with psycopg.connect(self.address(service), autocommit=True) as connection:
            done = connection.execute(statement)  # type: ignore[call-overload]
            return list(done.fetchall()) if done.description else []

    def kept_at_bank(self) -> Sums:
        """What the bank holds for us of each order; its number is the payment's id."""
        orders = requests.get(f"{self.running.bank}/sandbox/orders", timeout=10).json()
        kept = {order["number"]: order["deposited"] - order["refunded"] for order in orders}
        return Counter((number, kopecks) for number, kopecks in kept.items() if kopecks)

    def given_back_by_bank(self) -> dict[str, int]:
        """Kopecks that the bank gave back because we asked, by payment; empty where the bank does not count them."""
        orders = requests.get(f"{self.running.bank}/sandbox/orders", timeout=10).json()
        return {order["number"]: order["by_shop"] for order in orders if order.get("by_shop")}

    def refunded_by_staff(self) -> int:
        """How many refunds of staff the bank has made."""
        rows = self.read("payments", "select count(*) from refunds where origin = 'staff' and state = 'done'")
        return int(rows[0][0])

    def kept_here(self) -> Sums:
        """What payments says of the same."""
        statement = "select id, amount_kopecks - returned_kopecks from payments where paid_at is not null"
        return Counter(row for row in self.read("payments", statement) if row[1])

    def kept_in_ledger(self) -> Sums:
        """What the accounts have of each payment."""
        order = ORDER_OF.format(credit="coalesce(origin_ref, source_ref)")
        statement = f"""
            select {order}, sum(-amount_kopecks)::bigint from ledger
            where source in ('payment', 'refund') group by 1 having sum(amount_kopecks) <> 0
        """
        return Counter(self.read("billing", statement))

    def paid_here(self) -> Sums:
        """Parts of payments that payments holds as paid, whatever was given back since."""
        return Counter(self.read("payments", PAID_PARTS.format(columns="part.id, part.amount_kopecks")))

    def credited(self) -> Sums:
        """Credits of the portal in the ledger."""
        return Counter(self.read("billing", "select source_ref, -amount_kopecks from ledger where source = 'payment'"))

    def accounts_of(self) -> tuple[dict[str, str], dict[str, str]]:
        """Whose each part of a payment is, by payments and by the ledger."""
        here = self.read("payments", PAID_PARTS.format(columns="part.id, part.account_number"))
        there = self.read("billing", "select source_ref, account_number from ledger where source = 'payment'")
        return dict(here), dict(there)

    def published(self, service: str) -> list[tuple[str, str]]:
        """Identity and type of each fact that has left a service."""
        return [(str(row[0]), row[1]) for row in self.read(service, "select id, type from outbox")]

    def heard(self, service: str) -> set[tuple[str, str]]:
        """Queue and identity of each fact that a service has handled."""
        return set(self.read(service, "select handler, event_id from inbox"))

    def with_readings(self) -> dict[str, str]:
        """What paid payments brought as readings, with their account: the parts of one payment bring the same."""
        columns = "payments.id || ' ' || part.account_number, part.account_number || ' ' || part.readings::text"
        return dict(self.read("payments", PAID_PARTS.format(columns=columns) + " and part.readings is not null"))

    def recorded(self) -> Counter[str]:
        """Payments with the accounts whose readings are kept as «при оплате»."""
        statement = """
            select payment_id || ' ' || meters.account_number from readings join meters on meters.id = readings.meter_id
            where payment_id is not null and source = 'payment'
        """
        return Counter(row[0] for row in self.read("readings", statement))

    def with_receipt(self) -> Counter[str]:
        """Paid payments for which a letter was asked."""
        found = self.read("payments", "select id from payments where paid_at is not null and receipt_email is not null")
        return Counter(row[0] for row in found)

    def receipts(self) -> dict[str, str]:
        """The payment of each receipt letter that notifications has sent, by Message-ID."""
        statement = "select message_id, dedupe_key from letters where purpose = 'receipt' and state = 'sent'"
        return {row[0]: row[1].partition(":")[2] for row in self.read("notifications", statement)}

    def delivered(self) -> Counter[str]:
        """Message-IDs of all letters in the mailbox."""
        letters = (self.running.home / "letters").glob("*.eml")
        return Counter(str(message_from_bytes(file.read_bytes(), policy=default)["Message-ID"]) for file in letters)

    def waiting(self) -> dict[str, int]:
        """Facts that have not left yet, by service."""
        counts = {name: self.read(name, "select count(*) from outbox where published_at is null") for name in SERVICES}
        return {name: rows[0][0] for name, rows in counts.items() if rows[0][0]}

    def queued(self) -> dict[str, int]:
        """Messages on the broker by queue; its own figures are up to five seconds old."""
        management = management_for(self.running.state["servers"]["AMQP_URL"])
        assert management is not None, "the broker's management API does not answer"
        queues = management.request("GET", f"/api/queues/cabinet-{self.mark}?columns=name,messages")
        return {queue["name"]: queue["messages"] for queue in queues if queue.get("messages")}
