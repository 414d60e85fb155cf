"""The supplier's own system hands over files and follows what becomes of them (S1)."""

from datetime import datetime

from pydantic import BaseModel

from contracts.supply import PackageFault, PackageStep
from gateway.api.registry import call
from gateway.backend import supply
from gateway.backend.supply import Delivery
from gateway.http.errors.handlers import TITLES
from gateway.http.errors.problems import Problem
from gateway.http.forms.packages import given_files
from gateway.http.identity.guards import require_supplier


class ImportFault(BaseModel):
    """`line` is the first line at fault and counts the header as 1; 0 means the file as a whole. `count` lines have the
    fault, `lines` names them, `found` shows what stands there. `message` is the remedy."""

    file: str
    line: int
    field: str
    message: str
    count: int
    lines: str
    found: str


class ImportProblem(Problem):
    """Why nothing was loaded: problem details with the lines of each fault."""

    faults: list[ImportFault]


class Import(BaseModel):
    """`state`: receiving, waiting, checked, loaded or refused; the last two are final. A package loads whole or not
    at all; what was sent last is not loaded again."""

    id: str
    state: str
    sender: str
    sent_at: datetime
    finished_at: datetime | None
    files: dict[str, int]
    """Bytes by file."""
    progress: PackageStep | None
    applied: dict[str, int]
    """New or changed rows by file; empty until it is loaded."""
    problem: ImportProblem | None
    remarks: list[ImportFault] = []
    """Lines that were taken otherwise than they say, and why."""


class Imports(BaseModel):
    imports: list[Import]


@call("POST", "/imports", "Передать файлы: multipart/form-data, имя части — имя файла без .csv",
      answer=Import, status=202, supplier=True, uploads=True)  # fmt: skip
def create_import() -> Import:
    return import_of(supply.deliver(given_files(), require_supplier().name))


@call("GET", "/imports/<import_id>", "Как далеко обработан пакет и что в нём не так", answer=Import, supplier=True)
def get_import(import_id: str) -> Import:
    return import_of(supply.follow(import_id))


@call("DELETE", "/imports/<import_id>", "Отменить пакет, который ещё ждёт", answer=Import, supplier=True)
def cancel_import(import_id: str) -> Import:
    return import_of(supply.cancel(import_id))


@call("GET", "/imports", "Последние пакеты, новые первыми", answer=Imports, supplier=True)
def list_imports() -> Imports:
    return Imports(imports=[import_of(delivery) for delivery in supply.latest()])


def import_of(delivery: Delivery) -> Import:
    first = delivery.first
    return Import(
        id=first.package_id,
        state=delivery.state,
        sender=first.sender,
        sent_at=first.sent_at,
        finished_at=max((part.finished_at for part in delivery.parts if part.finished_at), default=None),
        files=delivery.files,
        progress=first.progress,
        applied=delivery.applied if delivery.state == "loaded" else {},
        problem=_problem(delivery) if delivery.state == "refused" else None,
        remarks=[_fault(remark) for remark in delivery.remarks],
    )


def _problem(delivery: Delivery) -> ImportProblem:
    return ImportProblem(
        title=TITLES[422],
        status=422,
        detail="Ничего не загружено. Исправьте файлы и отправьте их все вместе ещё раз.",
        code="import_refused",
        incident=delivery.first.package_id,
        errors=[],
        faults=[_fault(fault) for fault in delivery.faults],
    )


def _fault(fault: PackageFault) -> ImportFault:
    return ImportFault(
        file=fault.file,
        line=fault.line,
        field=fault.field,
        message=fault.remedy,
        count=fault.count,
        lines=fault.lines,
        found=fault.found,
    )
