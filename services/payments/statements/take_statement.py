"""Take a register: the whole file or nothing, each operation once for ever, its money credited to its account (S3)."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Text, any_, func, literal, select, text
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.bulk_copy import copy_rows
from chassis.events import outbox
from chassis.service.declarations import blocking
from contracts.registers import BankReadingsReceived, CreditReceived, GivenReading, RegisterFile, RegisterTaken
from services.payments.copies.models import KnownAccount
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.metrics import STATEMENT_ROWS
from services.payments.statements.formats import fields
from services.payments.statements.formats.layout import Fault, Unreadable
from services.payments.statements.formats.parsing import TITLES, Parsed, Row, parse, storno_name
from services.payments.statements.formats.profiles import Profile, load_profiles
from services.payments.statements.lists import statement_view
from services.payments.statements.models import OperationRow, StatementRow
from services.payments.statements.refusals import register_refused
from services.payments.statements.storno import cancel
from wording.moscow import moscow_day

COLUMNS = (
    "register_id", "line", "kind", "channel", "operation", "paid_on", "amount_kopecks", "fee_kopecks",
    "written_account", "payer", "order_ref", "account_number", "readings",
)  # fmt: skip

_ASSIGN = text(
    """
    insert into assignments (operation_id, nth, reference, account_number, made_at, made_by, reason)
    select id, 1, operation, account_number, :now, :actor, 'номер лицевого счёта в реестре'
    from operations where register_id = :register and account_number is not null
    """
)


def take_statement(call: PaymentsCall, request: RegisterFile) -> RegisterTaken:
    """The same file again changes nothing. Refuses register_refused with the faults by line and field.

    An operation that is known from an earlier file is not taken twice; known with another sum, day or account it is a
    fault of the file.
    """
    content = b64decode(request.content)
    profile = choose(load_profiles(call.dependencies.settings.register_profiles), request)
    try:
        parsed = blocking(parse, content, profile, moscow_day(call.now))
    except Unreadable as unreadable:
        raise register_refused(unreadable.faults) from None
    digest = hashlib.sha256(content).hexdigest()
    with call.database.transaction() as session:
        # One at a time for a channel: what is known and what is new cannot change under our hands.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(profile.channel, 0))))
        known = session.scalars(select(StatementRow).where(StatementRow.sha256 == digest)).one_or_none()
        if known is None:
            register = _store(call.within(session), request, profile, parsed, digest)
            return RegisterTaken(taken=statement_view(session, register), repeated=False)
        return RegisterTaken(taken=statement_view(session, known), repeated=True)


def choose(profiles: Iterable[Profile], request: RegisterFile) -> Profile:
    """The profile asked for, or the only one whose pattern fits the file's name."""
    if request.profile:
        found = [profile for profile in profiles if profile.name == request.profile]
    else:
        found = [profile for profile in profiles if profile.fits(request.file_name)]
    if len(found) != 1:
        raise register_refused((Fault(0, "формат", "по имени файла формат не определить: выберите его"),), "profile")
    return found[0]


def _store(
    work: PaymentsWork,
    request: RegisterFile,
    profile: Profile,
    parsed: Parsed,
    digest: str,
) -> StatementRow:
    session, now, actor = work.session, work.now, work.actor
    new = _new_ones(session, profile, parsed.rows)
    register = StatementRow(
        id=uuid4(),
        sha256=digest,
        file_name=request.file_name,
        profile=profile.name,
        channel=profile.channel,
        imported_at=now,
        imported_by=actor,
        rows=len(parsed.rows) + parsed.without_money,
        repeated_rows=len(parsed.rows) - len(new),
        total_kopecks=sum(row.kopecks for row in parsed.rows),
        first_day=min((row.day for row in parsed.rows), default=None),
        last_day=max((row.day for row in parsed.rows), default=None),
        document=parsed.document,
    )
    session.add(register)
    session.flush()
    owners = _owners(session, [row for row in new if not row.cancels]) if profile.kind == "credits" else {}
    copy_rows(session, OperationRow.__tablename__, COLUMNS, _as_stored(new, register.id, profile, owners))
    session.execute(_ASSIGN, {"register": register.id, "now": now, "actor": actor})
    outbox.add_many(session, _credits(new, profile, owners))
    outbox.add_many(session, _readings(new, profile, owners))
    cancelled = _cancelled(session, new, register.id, now, actor)
    details = {"file": request.file_name, "profile": profile.name, "new": str(len(new)), "credited": str(len(owners))}
    audit.record(session, now, "register_taken", subject=register.id, **details)
    STATEMENT_ROWS.labels("repeated").inc(register.repeated_rows)
    matched = len(owners) + cancelled
    STATEMENT_ROWS.labels("matched").inc(matched)
    STATEMENT_ROWS.labels("unmatched").inc(len(new) - matched if profile.kind == "credits" else 0)
    return register


def _cancelled(session: Session, new: list[Row], register: UUID, now: datetime, actor: str) -> int:
    """Ends the credits that the file takes back; returns how many it found."""
    cancels = {row.operation: row.cancels for row in new if row.cancels}
    if not cancels:
        return 0
    stored = select(OperationRow).where(OperationRow.register_id == register, OperationRow.operation.in_(cancels))
    return sum(cancel(session, row, cancels[row.operation], now, actor) for row in session.scalars(stored).all())


def _new_ones(session: Session, profile: Profile, rows: list[Row]) -> list[Row]:
    """The rows that no earlier file had; raises the refusal when an earlier one tells another story."""
    names = literal(sorted({name for row in rows for name in row.names()}), ARRAY(Text))
    stored = select(OperationRow).where(OperationRow.channel == profile.channel, OperationRow.operation == any_(names))
    known = {row.operation: row for row in session.scalars(stored)}
    found = [(row, _earlier(row, known)) for row in rows]
    faults = [
        Fault(row.line, TITLES["operation"], f"операция {row.operation} уже принята с другой суммой, датой или счётом")
        for row, old in found
        if old is not None
        and (old.paid_on, old.amount_kopecks, fields.account_name(old.written_account))
        != (row.day, row.kopecks, fields.account_name(row.account))
    ]
    if faults:
        raise register_refused(faults)
    return [_distinct(row, known) for row, old in found if old is None]


def _earlier(row: Row, known: dict[str, OperationRow]) -> OperationRow | None:
    """The operation as an earlier file had it: by its name, or as the same account's part of it."""
    same = fields.account_name(row.account)
    return next(
        (
            old
            for name in row.names()
            if (old := known.get(name)) is not None
            and ((name == row.operation and not row.cancels) or fields.account_name(old.written_account) == same)
        ),
        None,
    )


def _distinct(row: Row, known: dict[str, OperationRow]) -> Row:
    """A storno by a name of its own, when an earlier file has taken another account's part of the operation back."""
    return replace(row, operation=storno_name(row.cancels, row.account)) if row.operation in known else row


def _owners(session: Session, rows: list[Row]) -> dict[str, str]:
    """Account by operation, where the register names one that exists."""
    named = {row.operation: number for row in rows if (number := fields.account_number(row.account))}
    numbers = literal(sorted(set(named.values())), ARRAY(Text))
    existing = select(KnownAccount.number).where(KnownAccount.number == any_(numbers))
    known = set(session.scalars(existing))
    return {operation: number for operation, number in named.items() if number in known}


def _as_stored(
    rows: list[Row], register: UUID, profile: Profile, owners: dict[str, str]
) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            register, row.line, profile.kind, profile.channel, row.operation, row.day, row.kopecks, row.fee,
            row.account, row.payer, row.order, owners.get(row.operation), _given(row.readings),
        )  # fmt: skip


def _given(readings: Iterable[GivenReading]) -> str:
    return json.dumps([reading.model_dump(mode="json") for reading in readings], ensure_ascii=False)


def _credits(rows: list[Row], profile: Profile, owners: dict[str, str]) -> Iterator[tuple[str, CreditReceived]]:
    for row in rows:
        if row.kopecks and (number := owners.get(row.operation)):
            yield (
                number,
                CreditReceived(
                    channel=profile.channel,
                    operation=row.operation,
                    account_number=number,
                    amount_kopecks=row.kopecks,
                    paid_on=row.day,
                ),
            )


def _readings(rows: list[Row], profile: Profile, owners: dict[str, str]) -> Iterator[tuple[str, BankReadingsReceived]]:
    for row in rows:
        if row.readings and (number := owners.get(row.operation)):
            yield (
                number,
                BankReadingsReceived(
                    channel=profile.channel,
                    operation=row.operation,
                    nth=1,
                    account_number=number,
                    paid_on=row.day,
                    readings=list(row.readings),
                ),
            )
