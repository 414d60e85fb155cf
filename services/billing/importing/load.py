"""How billing loads the supplier's files."""

from datetime import date
from functools import partial

from psycopg.errors import CardinalityViolation
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.service.bindings import Work
from contracts.bounds import every_bound
from contracts.supply import ACT_READINGS
from intake.checks import twins
from intake.faults import Fault, FilesRefused
from intake.forms import File
from intake.loading import Loading
from intake.steps import Say, Step
from intake.upserts import Upsert, upsert
from services.billing.accounts.announcing import announce_accounts, changed_accounts
from services.billing.accounts.days import settle_back_months
from services.billing.importing import acts, corrections, facts, holding, known, meter_days, norm_holes
from services.billing.importing.attributes import keep_former
from services.billing.importing.closing_balances import open_books
from services.billing.importing.ends import changed_ends
from services.billing.importing.files import FILES
from services.billing.importing.late import tell_late_facts
from services.billing.importing.names import keep_names
from services.billing.importing.sender import as_sender
from services.billing.importing.turned_back import last_change, tell_turned_back
from services.billing.importing.upserts import READINGS, UPSERTS
from services.billing.importing.withdrawn import skip_withdrawn
from services.billing.metering.belonging import reassign
from services.billing.owners.by_act import change_due
from services.billing.penalties.posting import state_staged
from services.billing.rates.editions import policies
from services.billing.settings import BillingSettings

_STATED = ("value", "kopecks", "withdrawn", "confirmed", "passed_zero")
"""Columns that say something of a thing and do not name it."""
CHANGE_ACCOUNTS = ("accounts", "acts", "corrections")
"""Files whose lines lock the rows of their accounts."""
FILLED = {
    "readings": ("readings",),
    "opening_balances": ("ledger",),
    "charges": ("charges", "ledger"),
    "credits": ("ledger",),
}


def loading(clock: Clock, settings: BillingSettings) -> Loading:
    """For `intake.loading.load`."""
    return Loading(
        FILES,
        frozenset(),
        partial(_judge, clock=clock),
        partial(_take_over, clock=clock, settings=settings),
        partial(_bounds, clock),
        ACT_READINGS,
        FILLED,
    )


def _bounds(clock: Clock, session: Session) -> dict[str, tuple[date, date]]:
    return every_bound(clock.today(), settle_back_months(session, clock.today()))


def _judge(session: Session, files: list[File], clock: Clock) -> list[Fault]:
    faults = [fault for file in files for fault in known.unknown_accounts(session, file)]
    names = {file.name for file in files}
    if "readings" in names:
        faults += known.impossible_readings(session)
    if "charges" in names:
        faults += known.late_charges(session)
    if "norms" in names:
        faults += norm_holes.faults(session)
    if "meters" in names:
        faults += meter_days.faults(session, clock.today())
    if "acts" in names:
        faults += acts.faults(session)
    return faults


def _take_over(
    session: Session,
    files: list[File],
    package: str,
    say: Say,
    fresh: frozenset[str],
    clock: Clock,
    settings: BillingSettings,
) -> dict[str, int]:
    applied: dict[str, int] = {}
    names = {file.name for file in files}
    mark = last_change(session)
    holding.hold_accounts(session, [file for file in files if file.name in CHANGE_ACCOUNTS])
    changed = changed_accounts(session) if "accounts" in names else []
    if "debts" in names:
        state_staged(session, package, clock.now())
    ends = changed_ends(session, names)
    if "accounts" in names:
        keep_names(session, say)
        keep_former(session, clock.today())
    for target in UPSERTS:
        if target.file.name in names:
            applied[target.file.name] = _upsert(session, target, package, fresh, clock)
            say(Step("applied", target.file.file_name, applied[target.file.name]))
    if "acts" in names:
        applied["acts"], closed = acts.add_acts(session, package, clock.now())
        changed += closed
        ends += [(state.number, state.closed_on) for state in closed if state.closed_on]
        say(Step("applied", "acts.csv", applied["acts"]))
    reassign(session, ends, policies(session)(clock.today()).cutoff_day)
    if "readings" in names:
        skip_withdrawn(session)
        applied["readings"] = _upsert(session, READINGS, package, fresh, clock)
        say(Step("applied", "readings.csv", applied["readings"]))
    for name in ("opening_balances", "charges", "credits"):
        if name in names:
            applied[name] = facts.add(session, name, fresh)
            say(Step("applied", f"{name}.csv", applied[name]))
            if faults := facts.contradictions(session, name, fresh):
                raise FilesRefused(faults)
    open_books(session, clock.today())
    if "corrections" in names:
        with as_sender(session, package) as sender:
            work = Work(session=session, clock=clock, caller=sender, dependencies=settings)
            applied["corrections"] = corrections.post_staged(work, package, say)
        say(Step("applied", "corrections.csv", applied["corrections"]))
    change_due(session, clock.now())
    tell_late_facts(session, names, say)
    tell_turned_back(session, mark, package, say)
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
        raise FilesRefused(twins(session, target.file, _STATED)) from None
