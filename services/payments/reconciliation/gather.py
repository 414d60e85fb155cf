"""Every order that a day has touched, put together from the register, the portal's payments and the ledger's copy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from services.payments.reconciliation.compare import Books, PartBooks
from wording.moscow import day_begins

# Bank rows are compared over all days: the bank may settle in the next one what was paid before midnight.
_PAYMENTS = text(
    """
    with touched as (
        select id from payments where paid_at >= :since and paid_at < :until
        union select payment_id from refunds where done_at >= :since and done_at < :until
        union select id from payments where state = 'manual_review' and created_at >= :since and created_at < :until
        union select id from payments where id = any(:keys) or bank_order_id = any(:keys)
    )
    select p.id, p.bank_order_id, p.state, p.amount_kopecks, p.paid_at is not null as paid, p.returned_kopecks
    from payments p join touched using (id) order by p.created_at, p.id
    """
)
_PARTS = text(
    """
    select part.payment_id, part.account_number, part.amount_kopecks, part.returned_kopecks,
           credit.amount_kopecks as ledger_paid, credit.account_number as ledger_account,
           (
               select coalesce(-sum(l.amount_kopecks), 0) from refunds r
               join ledger_lines l on l.source = 'refund' and l.reference = r.id::text
               where r.payment_id = part.payment_id and r.part = part.nth
           ) as ledger_back
    from payment_parts part left join ledger_lines credit on credit.source = 'payment' and credit.reference = part.id
    where part.payment_id = any(:ids) order by part.payment_id, part.nth
    """
)
_OF_DAY = text(
    """
    select o.order_ref, o.amount_kopecks, r.file_name, o.line
    from operations o join registers r on r.id = o.register_id where o.kind = 'orders' and o.paid_on = :day
    """
)
_OF_ORDERS = text(
    """
    select o.order_ref, o.amount_kopecks, r.file_name, o.line
    from operations o join registers r on r.id = o.register_id
    where o.kind = 'orders' and string_to_array(o.order_ref, ' ') && :keys order by o.id
    """
)
_SUMS = text(
    """
    select (select coalesce(sum(amount_kopecks), 0) from operations where kind = 'orders' and paid_on = :day) as bank,
           (select coalesce(sum(amount_kopecks), 0) from payments where paid_at >= :since and paid_at < :until)
           - (select coalesce(sum(amount_kopecks), 0) from refunds where done_at >= :since and done_at < :until)
           as ours,
           (select coalesce(sum(amount_kopecks), 0) from ledger_lines
            where source in ('payment', 'refund') and occurred_at >= :since and occurred_at < :until) as ledger,
           (select count(distinct register_id) from operations where kind = 'orders' and paid_on = :day) as registers
    """
)


@dataclass(frozen=True, slots=True)
class Sums:
    """Of the whole day, each book by its own days."""

    bank: int
    ours: int
    ledger: int
    registers: int


def gather(session: Session, day: date) -> tuple[list[Books], Sums]:
    """The orders of a Moscow day in all books, and the books' sums."""
    since = day_begins(day)
    span = {"since": since, "until": since + timedelta(days=1), "day": day}
    of_day = session.execute(_OF_DAY, span).all()
    payments = session.execute(_PAYMENTS, span | {"keys": _keys(of_day)}).all()
    names = {name: row.id for row in payments for name in (row.id, row.bank_order_id) if name}
    rows: dict[str, list[Row[Any]]] = {row.id: [] for row in payments}
    for row in session.execute(_OF_ORDERS, {"keys": list(names)}):
        rows[next(names[key] for key in row.order_ref.split() if key in names)].append(row)
    foreign_files = [row for row in of_day if not any(key in names for key in row.order_ref.split())]
    sums = session.execute(_SUMS, span).one()
    parts = _parts(session, list(rows))
    books = [*(_ours(row, parts[row.id], rows[row.id]) for row in payments), *map(_stranger, foreign_files)]
    return books, Sums(int(sums.bank), int(sums.ours), int(sums.ledger), int(sums.registers))


def _keys(rows: Iterable[Row[Any]]) -> list[str]:
    return [key for row in rows for key in row.order_ref.split()]


def _parts(session: Session, ids: list[str]) -> dict[str, list[PartBooks]]:
    found: dict[str, list[PartBooks]] = {payment_id: [] for payment_id in ids}
    for row in session.execute(_PARTS, {"ids": ids}):
        found[row.payment_id].append(
            PartBooks(
                account_number=row.account_number,
                amount=row.amount_kopecks,
                refunded=row.returned_kopecks,
                ledger_paid=row.ledger_paid,
                ledger_account=row.ledger_account,
                ledger_back=int(row.ledger_back),
            )
        )
    return found


def _ours(row: Row[Any], parts: list[PartBooks], bank: list[Row[Any]]) -> Books:
    return Books(
        payment_id=row.id,
        bank_order=row.bank_order_id,
        parts=tuple(parts),
        state=row.state,
        amount=row.amount_kopecks,
        paid=row.paid,
        refunded=row.returned_kopecks,
        bank_paid=tuple(line.amount_kopecks for line in bank if line.amount_kopecks > 0),
        bank_back=-sum(line.amount_kopecks for line in bank if line.amount_kopecks < 0),
        place=_place(bank),
    )


def _stranger(row: Row[Any]) -> Books:
    paid = (row.amount_kopecks,)
    return Books(payment_id=None, bank_order=row.order_ref or None, bank_paid=paid, place=_place([row]))


def _place(rows: list[Row[Any]]) -> str:
    return ", ".join(f"{row.file_name}:{row.line}" for row in rows)
