"""corrections.csv: each document is posted once, by the rules of the desk's form, or takes another one back."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.errors import Refusal
from contracts.billing import Correction
from intake.faults import Fault, FilesRefused, fault_of_lines
from services.billing.corrections.entries import enter, opposite_of, row_of
from services.billing.corrections.models import CorrectionRow

_FILE = "corrections.csv"
_STAGED = text(
    """
    select line, account_number, number, coalesce(amount_kopecks, '0')::bigint as amount_kopecks,
           coalesce(ground, '') as ground, coalesce(volume, '0')::int as volume, zone, month,
           vat_rate::int as vat_rate, undoes
    from staging_corrections order by undoes is not null, line
    """
)
_ANOTHER = "под этим номером уже проведена другая корректировка: дайте этой свой номер, а ту отмените (undoes)"
_COLUMNS = {"correction": "undoes", "idempotency_key": "number"}
"""Fields of the form that are called otherwise in the file."""


def post_staged(session: Session, package: str, clock: Clock) -> int:
    """Post the staged documents that are new; their number. Raises FilesRefused with every line at fault."""
    posted, faults = 0, []
    for line in session.execute(_STAGED).all():
        try:
            posted += _post(session, clock, package, line)
        except Refusal as refused:
            field = refused.field or "number"
            faults.append(_fault(line, _COLUMNS.get(field, field), refused.message))
        except ValidationError as wrong:
            faults.append(_fault(line, str(wrong.errors()[0]["loc"][0]), "значение не подходит: см. описание файла"))
    if faults:
        raise FilesRefused(faults)
    return posted


def _post(session: Session, clock: Clock, package: str, line: Any) -> int:
    reference = reference_of(line.account_number, line.number)
    known = session.get(CorrectionRow, reference)
    if known is not None:
        if not _same(known, line):
            raise Refusal("bad_request", _ANOTHER, "number")
        return 0
    if line.undoes is None:
        row = row_of(session, clock, _request(line), reference)
    else:
        undone = session.get(CorrectionRow, reference_of(line.account_number, line.undoes))
        row = opposite_of(session, clock, undone, line.account_number, reference)
        if line.amount_kopecks not in (0, row.amount_kopecks):
            words = f"отмена возвращает {row.amount_kopecks}: укажите эту сумму или оставьте поле пустым"
            raise Refusal("bad_request", words, "amount_kopecks")
    enter(session, clock, row)
    details = {"amount_kopecks": str(row.amount_kopecks), "ground": row.ground, "number": line.number}
    if row.volume:
        details |= {"volume": str(row.volume), "zone": str(row.zone), "month": str(row.month)}
    action = "post_correction" if line.undoes is None else "undo_correction"
    audit.record(session, clock.now(), action, account=line.account_number, package=package, **details)
    return 1


def reference_of(account_number: str, number: str) -> str:
    """What names a document of the file in the ledger: its number is the account's own."""
    return f"file:{account_number}:{number}"


def _request(line: Any) -> Correction:
    return Correction.model_validate(
        {
            "account_number": line.account_number,
            "amount_kopecks": line.amount_kopecks,
            "ground": line.ground,
            "idempotency_key": f"corrections-{line.line}",
            "volume": line.volume,
            "zone": line.zone,
            "month": line.month,
            "vat_rate": line.vat_rate,
        }
    )


def _same(known: CorrectionRow, line: Any) -> bool:
    if line.undoes is not None:
        return known.undoes == reference_of(line.account_number, line.undoes)
    stated = (line.amount_kopecks, line.ground, line.volume, line.zone, line.month)
    same = stated == (known.amount_kopecks, known.ground, known.volume, known.zone, known.month)
    return same and known.undoes is None and line.vat_rate in (None, known.vat_rate)


def _fault(line: Any, field: str, words: str) -> Fault:
    return fault_of_lines(
        _FILE, [line.line + 1], field, words, [getattr(line, field, None) and str(getattr(line, field))]
    )
