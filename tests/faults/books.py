"""An independent checker: the bank's books, the services' databases and the broker's queues compared as sets."""

from collections import Counter
from dataclasses import dataclass

import psycopg
import requests

from deploy.local.credentials import Credentials
from deploy.local.processes import SERVICES
from tests.running import RunningPortal


@dataclass
class Books:
    """Reads everything from outside; knows nothing of our code but table names."""

    running: RunningPortal
    admin_url: str

    def read(self, service: str, statement: str) -> list[tuple[object, ...]]:
        mark = Credentials(self.running.home / "secrets" / "passwords.json").mark
        address = self.admin_url.rsplit("/", 1)[0] + f"/cabinet_{mark}_{service}"
        with psycopg.connect(address, autocommit=True) as connection:
            return connection.execute(statement).fetchall()  # type: ignore[arg-type]

    def paid_at_bank(self) -> Counter[tuple[str, int]]:
        """(order number, kopecks) of every order that the bank holds as paid; the number is the payment's id."""
        orders = requests.get(f"{self.running.bank}/sandbox/orders", timeout=10).json()
        return Counter((order["number"], order["deposited"]) for order in orders if order["deposited"])

    def paid_here(self) -> Counter[tuple[str, int]]:
        """(payment id, kopecks) of every payment that payments holds as paid."""
        rows = self.read("payments", "select id, amount_kopecks from payments where paid_at is not null")
        return Counter((str(ref), int(str(kopecks))) for ref, kopecks in rows)

    def credited(self) -> Counter[tuple[str, int]]:
        """(payment id, kopecks) of every credit of the portal in the ledger."""
        rows = self.read("billing", "select source_ref, -amount_kopecks from ledger where source = 'payment'")
        return Counter((str(ref), int(str(kopecks))) for ref, kopecks in rows)

    def waiting(self) -> dict[str, int]:
        """Events that have not left yet, by service."""
        counts = {
            service: int(str(self.read(service, "select count(*) from outbox where published_at is null")[0][0]))
            for service in SERVICES
        }
        return {service: count for service, count in counts.items() if count}

    def settled(self) -> bool:
        """Nothing is on its way any more and all books agree."""
        return not self.waiting() and self.paid_at_bank() == self.paid_here() == self.credited()
