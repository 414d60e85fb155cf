"""How readings loads the supplier's files: meters before the readings that they showed."""

from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from chassis.clock import Clock
from contracts.bounds import every_bound
from contracts.readings import ReadingsSupplyChecked
from contracts.supply import ACT_READINGS
from intake.faults import Fault
from intake.forms import File
from intake.loading import Loading
from intake.steps import Say, Step
from intake.upserts import Upsert, upsert
from intake.values import typed
from services.readings.importing import meters
from services.readings.importing.files import BY_NAME, FILES, OTHERS, OWN_PARAMETERS
from services.readings.importing.readings import load_readings
from services.readings.policy import policy_for

_POLICY = BY_NAME["policy"]
POLICY = Upsert(
    _POLICY,
    "policy",
    ("name", "since"),
    {"name": "s.name", "since": typed(_POLICY, "from"), "value": "s.value::int"},
    where=f"s.name in ({OWN_PARAMETERS})",
)

_BLOCKS = BY_NAME["seasonal_blocks"]
BLOCKS = Upsert(
    _BLOCKS,
    "seasonal_blocks",
    ("account_number", "since"),
    {"account_number": "s.account_number", "since": typed(_BLOCKS, "from"), "until": typed(_BLOCKS, "to")},
)


def loading(clock: Clock) -> Loading:
    """For `intake.loading.load`."""
    take_over = partial(_take_over, clock=clock)
    bounds = partial(_bounds, clock)
    return Loading(FILES, OTHERS, _judge, take_over, bounds, ACT_READINGS, {"readings": ("readings",)})


def _bounds(clock: Clock, session: Session) -> dict[str, tuple[date, date]]:
    today = clock.today()
    return every_bound(today, policy_for(session, today).settle_back_months)


def supply_checked(package: str, accepted: bool) -> ReadingsSupplyChecked:
    """Readings' word on a package that billing takes part in, too."""
    return ReadingsSupplyChecked(package_id=package, accepted=accepted)


def _judge(session: Session, files: list[File]) -> list[Fault]:
    return meters.faults(session) if "meters" in {file.name for file in files} else []


def _take_over(
    session: Session, files: list[File], package: str, say: Say, fresh: frozenset[str], clock: Clock
) -> dict[str, int]:
    today = clock.today()
    applied: dict[str, int] = {}
    for file in files:
        numbers = policy_for(session, today)
        if file.name == "policy":
            applied[file.name] = upsert(session, POLICY, package)
        elif file.name == "seasonal_blocks":
            applied[file.name] = upsert(session, BLOCKS, package)
        elif file.name == "meters":
            applied[file.name] = meters.load_meters(session, package, numbers.max_power_kw)
        else:
            applied[file.name] = load_readings(
                session, numbers.cutoff_day, clock.now(), today, say, first="readings" in fresh
            )
        say(Step("applied", file.file_name, applied[file.name]))
    return applied
