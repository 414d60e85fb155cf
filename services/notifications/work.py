"""What a use case of notifications is given: settings and the printer, inside a transaction or to open its own."""

from dataclasses import dataclass
from uuid import UUID

from chassis.service.bindings import Call, Work
from contracts.printer import PrinterRpc
from services.notifications.settings import NotificationsSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """What the service works with beside its database."""

    settings: NotificationsSettings
    printer: PrinterRpc
    """Makes the PDF of a bill: a service of another process."""


NotificationsWork = Work[Dependencies]
NotificationsCall = Call[Dependencies]


def customer_id(work: NotificationsWork) -> UUID:
    """The signed-in customer. The access matrix admits nobody else to the methods that ask for it."""
    return UUID(work.caller.user_id)
