"""What billing and readings tell of a package of the supplier's files."""

from typing import Any

from contracts.supply import PackageFault, PackageFile, PackageList, PackageState, PackageStep
from contracts.wire import Nothing
from tests.support.scripted.people import NOW

STATES = {"loaded": {"accounts": 3, "meters": 2}, "refused": {}, "receiving": {}, "waiting": {}, "checked": {}}
FAULTS = [
    PackageFault(file="accounts.csv", line=3, field="persons", remedy="ожидается целое число от 1 до 99"),
    PackageFault(file="meters.csv", line=2, field="", remedy="строка не делится на столбцы"),
]


def state(word: str = "loaded", *names: str) -> PackageState:
    under_way = word in ("waiting", "checked")
    return PackageState.model_validate(
        {
            "package_id": "p1",
            "state": word,
            "progress": PackageStep(phase="reading", file="accounts.csv", count=40) if under_way else None,
            "files": [PackageFile(name=name, size=2048) for name in names or ("accounts", "meters")],
            "sender": "ivanova, бухгалтер",
            "sent_at": NOW,
            "finished_at": None if under_way or word == "receiving" else NOW,
            "applied": STATES[word],
            "faults": FAULTS if word == "refused" else [],
        }
    )


def answers() -> dict[str, Any]:
    """Nothing is new: the same files were loaded before."""
    replies: dict[str, Any] = {}
    for service, names in (("billing", ("accounts", "meters")), ("readings", ("meters",))):
        replies |= {
            f"{service}.begin_package": state("loaded", *names),
            f"{service}.add_package_part": Nothing(),
            f"{service}.submit_package": state("waiting", *names),
            f"{service}.get_package": state("loaded", *names),
            f"{service}.list_packages": PackageList(packages=[state("loaded", *names)]),
        }
    return replies
