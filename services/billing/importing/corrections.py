"""corrections.csv: each document is posted once, by the rules of the desk's form, or takes another one back.

The limit of one person is that of who sent the package, as if they had typed each document at the desk.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select, text

from chassis.database import audit
from chassis.database.second_person import REFUSED, WAITING
from chassis.errors import Refusal
from contracts.billing import Correction, CorrectionUndo
from intake.faults import Fault, FilesRefused, fault_of_lines
from intake.steps import Say, remark
from services.billing.corrections.alone import above_limit, require_within_limit
from services.billing.corrections.entries import enter, opposite_of, row_of
from services.billing.corrections.models import CorrectionRow
from services.billing.settings import BillingWork
from services.billing.two_persons.holding import hold
from services.billing.two_persons.models import HeldCommandRow

_FILE = "corrections.csv"
_KEY = "corrections.csv"
"""The key that the form's request needs; a document is known by its account and number instead."""
_STAGED = text(
    """
    select line, account_number, number, coalesce(amount_kopecks, '0')::bigint as amount_kopecks,
           coalesce(ground, '') as ground, coalesce(volume, '0')::int as volume, zone, month,
           vat_rate::int as vat_rate, undoes
    from staging_corrections order by undoes is not null, line
    """
)
_ANOTHER = "под этим номером уже проведена другая корректировка: дайте этой свой номер, а ту отмените (undoes)"
_ANOTHER_ASKED = "под этим номером на одобрение отдана другая корректировка: дайте этой свой номер"
_WAITS = (
    "больше, чем отправитель проводит один: ждёт второго сотрудника («На одобрении»), в лицевой счёт пока не внесена"
)
_UNDONE_WAITS = "эта корректировка ждёт второго сотрудника: отзовите запрос на странице «На одобрении»"
_NOT_AGREED = "второй сотрудник её отклонил: не внесена; чтобы просить снова, дайте документу другой номер"
_COLUMNS = {"correction": "undoes", "idempotency_key": "number"}
"""Fields of the form that are called otherwise in the file."""


def post_staged(work: BillingWork, package: str, say: Say) -> int:
    """Post the staged documents that are new; their number. Raises FilesRefused with every line at fault.

    What is more than their sender may post alone waits for a second person, which is remarked; the rest is posted.
    """
    posted, faults, waiting = 0, [], []
    for line in work.session.execute(_STAGED).all():
        try:
            posted += _post(work, package, line)
        except _Waits as held:
            waiting.append((line, held.words))
        except Refusal as refused:
            field = refused.field or "number"
            faults.append(_fault([line], _COLUMNS.get(field, field), refused.message))
        except ValidationError as wrong:
            faults.append(_fault([line], str(wrong.errors()[0]["loc"][0]), "значение не подходит: см. описание файла"))
    if faults:
        raise FilesRefused(faults)
    for words in dict.fromkeys(words for _, words in waiting):
        remark(say, _fault([line for line, told in waiting if told == words], "amount_kopecks", words))
    return posted


class _Waits(Exception):
    """The document is not posted: it is with the second person, who may also have refused it."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def _post(work: BillingWork, package: str, line: Any) -> int:
    session, reference = work.session, reference_of(line.account_number, line.number)
    known = session.get(CorrectionRow, reference)
    if known is not None:
        if not _same(known, line):
            raise Refusal("bad_request", _ANOTHER, "number")
        return 0
    if line.undoes is None:
        row = row_of(session, work.clock, _request(line), reference)
    else:
        undone = session.get(CorrectionRow, reference_of(line.account_number, line.undoes))
        if undone is None and _waits(work, _asked(work, line.account_number, line.undoes)):
            raise Refusal("bad_request", _UNDONE_WAITS, "undoes")
        row = opposite_of(session, work.clock, undone, line.account_number, reference)
        if line.amount_kopecks not in (0, row.amount_kopecks):
            words = f"отмена возвращает {row.amount_kopecks}: укажите эту сумму или оставьте поле пустым"
            raise Refusal("bad_request", words, "amount_kopecks")
    _leave_to_two(work, line, row)
    require_within_limit(work, row)
    enter(session, work.clock, row)
    details = {"amount_kopecks": str(row.amount_kopecks), "ground": row.ground, "number": line.number}
    if row.volume:
        details |= {"volume": str(row.volume), "zone": str(row.zone), "month": str(row.month)}
    action = "post_correction" if line.undoes is None else "undo_correction"
    audit.record(session, work.now, action, account=line.account_number, package=package, **details)
    return 1


def _leave_to_two(work: BillingWork, line: Any, row: CorrectionRow) -> None:
    """Raise _Waits for a document that is, was, or comes now before a second person, whoever sent it."""
    request = _request(line) if line.undoes is None else _undo(line)
    deed = "filed_correction" if line.undoes is None else "filed_undo"
    asked = _asked(work, line.account_number, line.number)
    if asked and asked[-1].state_at(work.now) in (WAITING, REFUSED):
        if (asked[-1].deed, asked[-1].command) != (deed, request.model_dump_json()):
            raise Refusal("bad_request", _ANOTHER_ASKED, "number")
        raise _Waits(_WAITS if _waits(work, asked) else _NOT_AGREED)
    most = above_limit(work, row)
    if most is None:
        return
    hold(
        work,
        deed,
        request,
        f"{row.reference}:{len(asked)}",
        subject=line.number,
        account=row.account_number,
        kopecks=row.amount_kopecks,
        most=most,
        ground=row.ground,
    )
    raise _Waits(_WAITS)


def _asked(work: BillingWork, account_number: str, number: str) -> list[HeldCommandRow]:
    """What was asked for under this number, the last one last."""
    wanted = select(HeldCommandRow).where(
        HeldCommandRow.account_number == account_number,
        HeldCommandRow.subject == number,
        HeldCommandRow.deed.in_(("filed_correction", "filed_undo")),
    )
    return list(work.session.scalars(wanted.order_by(HeldCommandRow.nth)))


def _waits(work: BillingWork, asked: Sequence[HeldCommandRow]) -> bool:
    return bool(asked) and asked[-1].state_at(work.now) == WAITING


def reference_of(account_number: str, number: str) -> str:
    """What names a document of the file in the ledger: its number is the account's own."""
    return f"file:{account_number}:{number}"


def _request(line: Any) -> Correction:
    return Correction.model_validate(
        {
            "account_number": line.account_number,
            "amount_kopecks": line.amount_kopecks,
            "ground": line.ground,
            "idempotency_key": _KEY,
            "volume": line.volume,
            "zone": line.zone,
            "month": line.month,
            "vat_rate": line.vat_rate,
        }
    )


def _undo(line: Any) -> CorrectionUndo:
    undone = reference_of(line.account_number, line.undoes)
    return CorrectionUndo(account_number=line.account_number, correction=undone, idempotency_key=_KEY)


def _same(known: CorrectionRow, line: Any) -> bool:
    if line.undoes is not None:
        return known.undoes == reference_of(line.account_number, line.undoes)
    stated = (line.amount_kopecks, line.ground, line.volume, line.zone, line.month)
    same = stated == (known.amount_kopecks, known.ground, known.volume, known.zone, known.month)
    return same and known.undoes is None and line.vat_rate in (None, known.vat_rate)


def _fault(lines: Sequence[Any], field: str, words: str) -> Fault:
    found = [str(value) if (value := getattr(line, field, None)) else None for line in lines]
    return fault_of_lines(_FILE, [line.line + 1 for line in lines], field, words, found)
