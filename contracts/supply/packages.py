"""A package of files on its way into a service: received in parts, checked, loaded whole or not at all.

A package may concern two services. Each checks its own files and publishes its verdict as an event; either loads
only when both accept.
"""

from typing import Literal, Protocol

from pydantic import Field

from contracts.methods import allows, refuses, supplier
from contracts.supply.file_form import Taker
from contracts.wire import Cursor, Identifier, Instant, Message, Nothing, SentBase64

PART_BYTES = 1 << 20
"""Of one part, before base64."""
FileName = Field(pattern=r"^[a-z_]{1,40}$")
Sha256 = Field(pattern=r"^[0-9a-f]{64}$")


class PackageFile(Message):
    name: str = FileName
    """Of `contracts.supply.FORMS`."""
    size: Cursor


class NewPackage(Message):
    """`content` is the SHA-256 of all files; what was received last with the same content is not loaded again."""

    package_id: Identifier
    content: str = Sha256
    files: list[PackageFile] = Field(min_length=1, max_length=20)
    """Those that this service takes."""
    takers: list[Taker] = Field(min_length=1, max_length=2)
    sender: str = Field(max_length=100)
    """Who sends it, in words for the history."""


class PackagePart(Message):
    """A slice of a file; slices may come in any order and more than once."""

    package_id: Identifier
    file: str = FileName
    number: int = Field(ge=0, le=100_000)
    content: SentBase64


class PackageRef(Message):
    package_id: Identifier


class PackageFault(Message):
    """`line` is the first line at fault and counts the header as 1; 0 and an empty `field` mean the file as a whole."""

    file: str
    line: int
    field: str
    remedy: str
    count: int = 1
    """Lines with this fault."""
    lines: str = ""
    """Those lines, such as «2-21, 40», when there are several."""
    found: str = ""
    """What stands there, the first few values."""


class PackageStep(Message):
    """`count` is a percentage while reading, lines once read, new or changed rows once applied."""

    phase: Literal["reading", "read", "checked", "applied", "done"]
    file: str
    count: int


class PackageState(Message):
    package_id: Identifier
    state: Literal["receiving", "waiting", "checked", "loaded", "refused"]
    progress: PackageStep | None
    files: list[PackageFile]
    sender: str
    sent_at: Instant
    finished_at: Instant | None
    applied: dict[str, int]
    """New or changed rows by file, once loaded."""
    faults: list[PackageFault]
    remarks: list[PackageFault] = Field(default=[])
    """Lines that were taken otherwise than they say, and why; `remedy` tells what to do where that was wrong."""


class PackageList(Message):
    """The latest first."""

    packages: list[PackageState]


class TakesPackages(Protocol):
    """The methods of a service that loads the supplier's files."""

    @allows(supplier(confirmed=True))
    @refuses()
    def begin_package(self, request: NewPackage) -> PackageState: ...

    @allows(supplier())
    @refuses("package_not_open")
    def add_package_part(self, request: PackagePart) -> Nothing: ...

    @allows(supplier())
    @refuses("package_not_open")
    def submit_package(self, request: PackageRef) -> PackageState: ...

    @allows(supplier())
    @refuses("package_not_found")
    def get_package(self, request: PackageRef) -> PackageState: ...

    @allows(supplier())
    @refuses("package_not_found", "package_under_way")
    def cancel_package(self, request: PackageRef) -> PackageState: ...

    @allows(supplier())
    @refuses()
    def list_packages(self, request: Nothing) -> PackageList: ...
