"""What the use cases of this service depend on beside the database and the clock."""

from dataclasses import dataclass, field
from typing import Any

from chassis.database.group_commit import GroupCommit
from chassis.service.bindings import Call, Work
from services.payments.bank.protocol import Bank
from services.payments.settings import Settings


@dataclass(frozen=True, slots=True)
class Dependencies:
    """One for a process. No transaction is open while the bank is asked: the database never waits for a network."""

    bank: Bank
    settings: Settings
    applying: GroupCommit[Any, Any] = field(default_factory=GroupCommit)
    """Replies of the bank that come at the same time are applied in one transaction."""


PaymentsWork = Work[Dependencies]
PaymentsCall = Call[Dependencies]
