"""The answers of a service that takes packages of files, written once.

`@serves(contract, access=..., ready={**ANSWERS, ...})` binds them. Each call is one transaction; the answers are plain
data in the shape of the contract.
"""

import base64
from typing import Any

from chassis.service.declarations import Ready
from contracts.supply import NewPackage, PackagePart, PackageRef
from intake import history, receiving


def begin_package(service: Any, new: NewPackage) -> dict[str, Any]:
    """Begin a package; returns its state, or that of the last package when it had the same content."""
    files = [file.model_dump() for file in new.files]
    with service.database.transaction() as session:
        return receiving.begin(session, new.package_id, new.content, files, new.takers, new.sender, service.clock.now())


def add_package_part(service: Any, part: PackagePart) -> dict[str, Any]:
    """Store one slice of a file. Raises the Refusal "package_not_open"."""
    with service.database.transaction() as session:
        receiving.add_part(session, part.package_id, part.file, part.number, base64.b64decode(part.content))
    return {}


def submit_package(service: Any, package: PackageRef) -> dict[str, Any]:
    """Hand a complete package to the worker; returns its state. Raises the Refusal "package_not_open"."""
    with service.database.transaction() as session:
        return receiving.submit(session, package.package_id, service.clock.now())


def get_package(service: Any, package: PackageRef) -> dict[str, Any]:
    """Returns the state of a package. Raises the Refusal "package_not_found"."""
    with service.database.reading() as session:
        return receiving.find(session, package.package_id)


def cancel_package(service: Any, package: PackageRef) -> dict[str, Any]:
    """End a package that waits; returns its state. Raises the Refusals "package_not_found", "package_under_way"."""
    with service.database.transaction() as session:
        return receiving.cancel(session, package.package_id, service.clock.now())


def list_packages(service: Any, _: Any) -> dict[str, Any]:
    """Returns the last packages, the latest first."""
    with service.database.reading() as session:
        return {"packages": history.latest(session)}


ANSWERS: Ready = {
    "begin_package": begin_package,
    "add_package_part": add_package_part,
    "submit_package": submit_package,
    "get_package": get_package,
    "cancel_package": cancel_package,
    "list_packages": list_packages,
}
