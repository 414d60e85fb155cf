"""What billing's use cases work with, for tests that call one directly."""

from typing import Any, cast

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.context import Caller
from chassis.database.sessions import Database
from chassis.service.bindings import Call, Work
from contracts.limits import Limits
from contracts.supplier import Supplier
from services.billing.settings import BillingCall, BillingSettings, BillingWork

SYSTEM = Caller("", "system")


class Dependencies:
    """The settings that matter to a use case."""

    portal_channel = "Личный кабинет (Сбербанк)"
    supplier = Supplier()
    demonstration = True
    limits = Limits()


SETTINGS: BillingSettings = cast(Any, Dependencies())


def work(session: Session, clock: Clock | None = None) -> BillingWork:
    """One session's work on behalf of the system."""
    return Work(session=session, clock=clock or Clock(), caller=SYSTEM, dependencies=SETTINGS)


def call(database: Database, clock: Clock | None = None) -> BillingCall:
    """A use case's work in transactions of its own."""
    return Call(database=database, clock=clock or Clock(), caller=SYSTEM, dependencies=SETTINGS)
