"""How billing loads the supplier's files."""

from functools import partial

from psycopg.errors import CardinalityViolation
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from chassis.clock import Clock
from intake.checks import twins
from intake.faults import Fault, FilesRefused
from intake.forms import File
from intake.loading import Loading
from intake.steps import Say, Step
from intake.upserts import Upsert, upsert
from services.billing.accounts.announcing import announce_accounts, changed_accounts
from services.billing.importing import facts, known
from services.billing.importing.closing_balances import open_books
from services.billing.importing.files import FILES
from services.billing.importing.upserts import UPSERTS
from services.billing.penalties.posting import state_staged
from services.billing.rates.editions import policies

FILLED = {
    "readings": ("readings",),
    "opening_balances": ("ledger",),
    "charges": ("charges", "ledger"),
    "credits": ("ledger",),
}


def loading(clock: Clock) -> Loading:
    """For `intake.loading.load`."""
    return Loading(FILES, frozenset(), _judge, partial(_take_over, clock=clock), FILLED)


def _judge(session: Session, files: list[File]) -> list[Fault]:
    faults = [fault for file in files for fault in known.unknown_accounts(session, file)]
    names = {file.name for file in files}
    if "readings" in names:
        faults += known.impossible_readings(session)
    if "charges" in names:
        faults += known.late_charges(session)
    return faults


def _take_over(
    session: Session, files: list[File], package: str, say: Say, fresh: frozenset[str], clock: Clock
) -> dict[str, int]:
    applied: dict[str, int] = {}
    names = {file.name for file in files}
    changed = changed_accounts(session) if "accounts" in names else []
    if "debts" in names:
        state_staged(session, package, clock.now())
    for target in UPSERTS:
        if target.file.name in names:
            applied[target.file.name] = _upsert(session, target, package, fresh, clock)
            say(Step("applied", target.file.file_name, applied[target.file.name]))
    for name in ("opening_balances", "charges", "credits"):
        if name in names:
            applied[name] = facts.add(session, name, fresh)
            say(Step("applied", f"{name}.csv", applied[name]))
            if faults := facts.contradictions(session, name, fresh):
                raise FilesRefused(faults)
    open_books(session, clock.today())
    announce_accounts(session, changed, clock.now())
    return applied


def _upsert(session: Session, target: Upsert, package: str, fresh: frozenset[str], clock: Clock) -> int:
    cutoff_day = policies(session)(clock.today()).cutoff_day
    try:
        with session.begin_nested():
            return upsert(session, target, package, fresh=fresh, cutoff_day=cutoff_day)
    except DBAPIError as error:
        if not isinstance(error.orig, CardinalityViolation):
            raise
        # Files with millions of lines are not searched for twins unless the database met one.
        raise FilesRefused(twins(session, target.file, ("value", "kopecks"))) from None
