"""The processes that answer calls, each with its contract. Lists of services are taken from here."""

from contracts.auth.rpc import AuthRpc
from contracts.billing.rpc import BillingRpc
from contracts.feedback import FeedbackRpc
from contracts.notifications import NotificationsRpc
from contracts.payments.rpc import PaymentsRpc
from contracts.printer import PrinterRpc
from contracts.readings import ReadingsRpc

PROTOCOLS: dict[str, type] = {
    "auth": AuthRpc,
    "billing": BillingRpc,
    "readings": ReadingsRpc,
    "payments": PaymentsRpc,
    "printer": PrinterRpc,
    "notifications": NotificationsRpc,
    "feedback": FeedbackRpc,
}
SERVICES = tuple(name for name in PROTOCOLS if name != "printer")
"""Those with a database, a relay and an image of their own; the printer is a process of billing."""


def answering(contract: type) -> tuple[str, ...]:
    """Names of the services whose contract includes `contract`, such as `KeepsAudit`."""
    return tuple(name for name, protocol in PROTOCOLS.items() if contract in protocol.__mro__)
