"""Load the packages that were handed over, and agree on each with readings, which takes its files too."""

from contracts.billing import BillingSupplyChecked
from contracts.readings import ReadingsSupplyChecked
from intake.worker import Worker, record_vote
from services.billing.importing.load import loading
from services.billing.settings import BillingCall, BillingWork

LOAD_SECONDS = 4 * 3600
"""The largest load takes minutes."""


def load_packages(call: BillingCall) -> None:
    """Checks and loads every package that is due."""
    Worker(call.database, loading(call.clock, call.dependencies), call.clock, supply_checked).drain()


def hear_check(work: BillingWork, event: ReadingsSupplyChecked) -> None:
    """Keeps what readings found in a package."""
    record_vote(work.session, event.package_id, event.SOURCE, event.accepted)


def supply_checked(package: str, accepted: bool) -> BillingSupplyChecked:
    """Returns what billing found in a package, for readings."""
    return BillingSupplyChecked(package_id=package, accepted=accepted)
