"""The read side of registers: files, their operations, and operations that nobody's account has been found for."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, select, text
from sqlalchemy.orm import Session

from contracts import registers as c
from contracts.wire import Nothing
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.statements.formats.profiles import load_profiles
from services.payments.statements.models import OperationRow, StatementRow
from services.payments.statements.refusals import operation_not_found, register_not_found

_OPERATIONS = """
    select o.id as operation_id, o.register_id, r.file_name, o.line, o.channel, o.operation, o.paid_on,
           o.amount_kopecks, o.fee_kopecks, o.written_account, o.payer, o.order_ref as "order", o.account_number,
           a.made_by as assigned_by, coalesce(a.reason, last.release_reason, '') as reason,
           l.reference is not null or o.amount_kopecks = 0 as in_ledger, o.readings
    from operations o
    join registers r on r.id = o.register_id
    left join assignments a on a.operation_id = o.id and a.released_at is null
    left join lateral (
        select release_reason from assignments where operation_id = o.id and released_at is not null
        order by nth desc limit 1
    ) last on true
    left join ledger_lines l on l.source = 'channel:' || o.channel and l.reference = a.reference
    where {condition}
    order by o.id limit :most
"""


def list_register_profiles(call: PaymentsCall, request: Nothing) -> c.RegisterProfiles:
    """The layouts to choose from when a statement is uploaded."""
    known = load_profiles(call.dependencies.settings.register_profiles)
    return c.RegisterProfiles(profiles=[c.RegisterProfile(name=one.name, title=one.title) for one in known])


def list_registers(work: PaymentsWork, request: c.RegisterQuery) -> c.RegisterList:
    """The newest file first; keyset paging by the last one seen."""
    wanted = select(StatementRow).order_by(StatementRow.imported_at.desc(), StatementRow.id).limit(c.REGISTERS_A_PAGE)
    if request.after:
        seen = work.session.get(StatementRow, _id(request.after))
        if seen is None:
            raise register_not_found()
        wanted = wanted.where(StatementRow.imported_at < seen.imported_at)
    return c.RegisterList(registers=[statement_view(work.session, row) for row in work.session.scalars(wanted)])


def statement_view(session: Session, row: StatementRow) -> c.Register:
    unmatched = select(func.count()).where(
        OperationRow.register_id == row.id, OperationRow.kind == "credits", OperationRow.account_number.is_(None)
    )
    return c.Register(
        register_id=str(row.id),
        file_name=row.file_name,
        profile=row.profile,
        channel=row.channel,
        imported_at=row.imported_at,
        imported_by=row.imported_by,
        rows=row.rows,
        repeated_rows=row.repeated_rows,
        total_kopecks=row.total_kopecks,
        first_day=row.first_day,
        last_day=row.last_day,
        document=row.document,
        unmatched=int(session.scalars(unmatched).one()),
    )


def list_operations(work: PaymentsWork, request: c.RegisterRef) -> c.OperationList:
    """The rows of one register that were new with it, a page at a time."""
    condition = "o.register_id = :register and o.id > :after"
    return _operations(work.session, condition, register=_id(request.register_id), after=request.after or 0)


def list_unmatched(work: PaymentsWork, request: c.OperationQuery) -> c.OperationList:
    """Money that waits for a person to say whose it is, the oldest first."""
    condition = "o.kind = 'credits' and o.account_number is null and o.id > :after"
    return _operations(work.session, condition, after=request.after or 0)


def get_operation(work: PaymentsWork, request: c.OperationRef) -> c.Operation:
    return operation_view(work.session, request.operation_id)


def operation_view(session: Session, operation_id: int) -> c.Operation:
    found = _operations(session, "o.id = :wanted", wanted=operation_id).operations
    if not found:
        raise operation_not_found()
    return found[0]


def _operations(session: Session, condition: str, **values: Any) -> c.OperationList:
    rows = session.execute(text(_OPERATIONS.format(condition=condition)), values | {"most": c.OPERATIONS_A_PAGE})
    return c.OperationList(operations=[_operation(row) for row in rows.mappings()])


def _operation(row: RowMapping) -> c.Operation:
    return c.Operation.model_validate(dict(row) | {"register_id": str(row["register_id"])})


def _id(text_: str) -> UUID:
    try:
        return UUID(text_)
    except ValueError:
        raise register_not_found() from None
