"""The portal as one process: the same pages and the same SQL, the services called as plain objects.

`DATABASES` names the address of each service's database; `gunicorn tests.bench.baselines.one_process:app`.
"""

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from chassis.database.sessions import Database
from chassis.errors import CallFailed, Refusal
from contracts.auth import AuthRpc
from contracts.billing import BillingRpc
from contracts.feedback import FeedbackRpc
from contracts.notifications import NotificationsRpc
from contracts.payments import PaymentsRpc
from contracts.printer import PrinterRpc
from contracts.readings import ReadingsRpc
from gateway.app import create_app
from gateway.settings import GatewaySettings
from services.auth.service import AuthService
from services.billing.service import BillingService
from services.notifications.service import NotificationsService
from services.payments.service import PaymentsService
from services.readings.service import ReadingsService

SERVED: Mapping[type, type] = {
    AuthRpc: AuthService,
    BillingRpc: BillingService,
    ReadingsRpc: ReadingsService,
    PaymentsRpc: PaymentsService,
    NotificationsRpc: NotificationsService,
}
NOT_ASKED = (PrinterRpc, FeedbackRpc)
"""«Главная» does not need them."""


class InProcess:
    """In the place of the RPC client."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._services = {
            protocol: type(f"Bound{service.__name__}", (service,), {"database": Database(addresses[service.name])})()
            for protocol, service in SERVED.items()
        }

    def stub(self, protocol: type) -> Any:
        return None if protocol in NOT_ASKED else self._services[protocol]

    def parallel(self, calls: Mapping[str, Callable[[], object]]) -> dict[str, object]:
        return {name: _attempt(call) for name, call in calls.items()}


def _attempt(call: Callable[[], object]) -> object:
    try:
        return call()
    except (Refusal, CallFailed) as failure:
        return failure


app = create_app(GatewaySettings(), InProcess(json.loads(os.environ["DATABASES"])))
