"""What the use cases of this service work with."""

from dataclasses import dataclass, field
from typing import Any

from chassis.clock import Clock
from chassis.database.group_commit import GroupCommit
from chassis.database.sessions import Database
from services.payments.bank.protocol import Bank
from services.payments.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """One for a process. No transaction is open while the bank is asked: the database never waits for a network."""

    database: Database
    bank: Bank
    clock: Clock
    settings: Settings
    applying: GroupCommit[Any, Any] = field(default_factory=GroupCommit)
    """Answers of the bank that come at the same time are entered in one transaction."""
