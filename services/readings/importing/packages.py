"""Packages of files that other services take part in: what billing says of one, and the loading of those accepted."""

from chassis.service.bindings import Call, Work
from contracts.billing import BillingSupplyChecked
from intake.worker import Worker, record_vote
from services.readings.importing.load import loading, supply_checked

WHOLE_TOWN = 4 * 3600
"""Seconds; the largest load takes minutes."""


def record_check(work: Work[None], event: BillingSupplyChecked) -> None:
    """Records whether billing accepts its files of the package."""
    record_vote(work.session, event.package_id, event.SOURCE, event.accepted)


def load_packages(call: Call[None]) -> None:
    """Loads the packages that every service in them has accepted."""
    Worker(call.database, loading(call.clock), call.clock, supply_checked).drain()
