"""Passes the supplier's files on to the services that load them and reports their progress (S1).

Files are never held whole: the request's parser keeps large ones on disk, and from there they travel slice by slice.
"""

import hashlib
import uuid
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast, get_args

from werkzeug.datastructures import FileStorage

from chassis.errors import Refusal
from contracts.supply import (
    FORM,
    FORMS,
    NewPackage,
    PackageFault,
    PackageFile,
    PackagePart,
    PackageRef,
    PackageState,
    Taker,
    TakesPackages,
)
from contracts.supply.packages import PART_BYTES
from contracts.wire import Nothing
from gateway.backend.rpc import Answer, Round, ask, services

LARGEST = 1024 * 1024 * 1024
"""Bytes of one package, all files together."""
ORDER = ("refused", "receiving", "waiting", "checked", "loaded")
"""States of a package as its sender sees them: the first one that any taker is in counts."""
Files = Mapping[str, FileStorage]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One package as its sender sees it: the states of all services that load it, combined."""

    parts: tuple[PackageState, ...]

    @property
    def first(self) -> PackageState:
        return self.parts[0]

    @property
    def state(self) -> str:
        """`refused` if anybody refuses, else how far the slowest is."""
        states = {part.state for part in self.parts}
        return next((state for state in ORDER if state in states), "unknown")

    @property
    def under_way(self) -> bool:
        return self.state not in ("refused", "loaded")

    @property
    def may_be_cancelled(self) -> bool:
        return any(part.state in ("receiving", "waiting") and not part.faults for part in self.parts) and self.under_way

    @property
    def files(self) -> dict[str, int]:
        """Name to size."""
        return {file.name: file.size for part in self.parts for file in part.files}

    @property
    def applied(self) -> dict[str, int]:
        """New or changed rows by file, once everybody has loaded: of a file with two takers, billing's count."""
        return {name: count for part in reversed(self.parts) for name, count in part.applied.items()}

    @property
    def faults(self) -> list[PackageFault]:
        """Each once; the empty one only says that the other taker has refused."""
        faults = _once(part.faults for part in self.parts)
        return [fault for fault in faults if fault.file] or faults

    @property
    def remarks(self) -> list[PackageFault]:
        """What was taken otherwise than its line says, once everybody has loaded."""
        return _once(part.remarks for part in self.parts) if self.state == "loaded" else []


def deliver(files: Files, sender: str) -> Delivery:
    """Hand the files over. The same files as last time are not loaded again: their delivery is answered.

    Refuses "bad_request" for a file that is none of the supplier's.
    """
    _refuse_strangers(files)
    takers = [taker for taker in get_args(Taker) if any(taker in FORM[name].takers for name in files)]
    content = _fingerprint(files)
    new = _new(uuid.uuid4().hex, content, files, takers, "billing", sender)
    begun = ask(services().billing.begin_package, new)
    if begun.state != "receiving":
        return follow(begun.package_id)
    for taker in takers:
        if taker != "billing":
            # The content's own print names the package that billing has begun: a second one is never answered for it.
            print_ = hashlib.sha256(f"{content}{begun.package_id}".encode()).hexdigest()
            new = _new(begun.package_id, print_, files, takers, taker, sender)
            ask(_service(taker).begin_package, new)
    for taker in reversed(takers):
        _send(taker, begun.package_id, files)
        ask(_service(taker).submit_package, PackageRef(package_id=begun.package_id))
    return follow(begun.package_id)


def follow(package_id: str) -> Delivery:
    """Returns the state of a package; refuses "package_not_found"."""
    reference = PackageRef(package_id=package_id)
    with Round() as call:
        answers = [call(_service(taker).get_package, reference) for taker in get_args(Taker)]
    billing, *others = answers
    return Delivery((billing.value, *(part for other in others if (part := _or_none(other)))))


def cancel(package_id: str) -> Delivery:
    """End a package that waits: one taker is enough. Refuses "package_not_found" and "package_under_way"."""
    reference = PackageRef(package_id=package_id)
    with Round() as call:
        answers = [call(_service(taker).cancel_package, reference) for taker in get_args(Taker)]
    refusals = [refusal for answer in answers if (refusal := _refusal(answer)) is not None]
    if len(refusals) == len(answers):
        raise next((one for one in refusals if one.code == "package_under_way"), refusals[0])
    return follow(package_id)


def latest() -> list[Delivery]:
    """The last deliveries, the latest first."""
    with Round() as call:
        lists = [call(_service(taker).list_packages, Nothing()) for taker in get_args(Taker)]
    parts: dict[str, list[PackageState]] = {}
    for listed in lists:
        for state in listed.value.packages:
            parts.setdefault(state.package_id, []).append(state)
    found = [Delivery(tuple(states)) for states in parts.values()]
    return sorted(found, key=lambda delivery: delivery.first.sent_at, reverse=True)


def _once(told: Iterable[list[PackageFault]]) -> list[PackageFault]:
    """What the takers tell, by file and line: of what both tell the first one's word."""
    found = {_key(fault): fault for part in reversed(list(told)) for fault in part}
    return sorted(found.values(), key=lambda fault: (fault.file, fault.line))


def _key(fault: PackageFault) -> tuple[str, int, str, str]:
    return fault.file, fault.line, fault.field, fault.remedy


def _refusal(answer: Answer[PackageState]) -> Refusal | None:
    try:
        answer.value  # noqa: B018 - it raises what the service answered
    except Refusal as refusal:
        return refusal
    return None


def _or_none(answer: Answer[PackageState]) -> PackageState | None:
    """A service that takes no part in a package does not know it."""
    try:
        return answer.value
    except Refusal:
        return None


def _service(taker: Taker) -> TakesPackages:
    return cast(TakesPackages, getattr(services(), taker))


def _refuse_strangers(files: Files) -> None:
    known = ", ".join(form.file_name for form in FORMS)
    if not files:
        raise Refusal("bad_request", f"Приложите файлы; бывают {known}", "files")
    for name in files:
        if name not in FORM:
            raise Refusal("bad_request", f"Неизвестный файл {name}.csv; бывают {known}", "files")


def _fingerprint(files: Files) -> str:
    whole = hashlib.sha256()
    for name in sorted(files):
        digest = hashlib.sha256()
        for slice_ in _slices(files[name]):
            digest.update(slice_)
        whole.update(f"{name}:{digest.hexdigest()};".encode())
    return whole.hexdigest()


def _slices(file: FileStorage) -> Iterator[bytes]:
    file.stream.seek(0)
    while slice_ := file.stream.read(PART_BYTES):
        yield slice_


def _size(file: FileStorage) -> int:
    file.stream.seek(0, 2)
    return file.stream.tell()


def _new(package: str, content: str, files: Files, takers: Iterable[Taker], taker: Taker, sender: str) -> NewPackage:
    taken = [PackageFile(name=name, size=_size(file)) for name, file in files.items() if taker in FORM[name].takers]
    return NewPackage(package_id=package, content=content, files=taken, takers=list(takers), sender=sender)


def _send(taker: Taker, package: str, files: Files) -> None:
    for name, file in files.items():
        if taker in FORM[name].takers:
            for number, slice_ in enumerate(_slices(file)):
                content = b64encode(slice_).decode("ascii")
                part = PackagePart(package_id=package, file=name, number=number, content=content)
                ask(_service(taker).add_package_part, part, 30)
