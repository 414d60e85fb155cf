"""Loading the supplier's files in one transaction: meters before the readings that they showed."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import Database
from services.readings.importing import meters, policy, readings
from services.readings.importing.files import SuppliedFile, open_file
from services.readings.importing.problems import ImportRefused, Problem
from services.readings.importing.staging import Say, begin, stage
from services.readings.policy import policy_for

KINDS = {"policy": policy, "meters": meters, "readings": readings}
"""By the name of the file, in the order of loading."""


def load_files(database: Database, paths: Iterable[Path], clock: Clock, say: Say) -> dict[str, int]:
    """New or changed rows by kind. Raises `ImportRefused`, and then nothing is loaded."""
    files = {path.stem: path for path in _expand(paths)}
    loaded: dict[str, int] = {}
    with database.transaction() as session:
        begin(session)
        for kind, module in KINDS.items():
            if kind in files:
                file = open_file(files[kind], module.REQUIRED, module.OPTIONAL)
                stage(session, file, module.TABLE, say)
                loaded[kind] = _take_over(session, kind, file, clock)
                say(f"{file.name}: {loaded[kind]} new or changed")
    return loaded


def _take_over(session: Session, kind: str, file: SuppliedFile, clock: Clock) -> int:
    today = clock.today()
    numbers = policy_for(session, today)
    if kind == "policy":
        return policy.load_policy(session, file)
    if kind == "meters":
        return meters.load_meters(session, file, numbers.max_power_kw)
    return readings.load_readings(session, file, today, numbers.cutoff_day)


def _expand(paths: Iterable[Path]) -> Iterable[Path]:
    """A folder stands for those of its files that are ours; a single file must be one of them."""
    for path in paths:
        if path.is_dir():
            yield from (file for kind in KINDS if (file := path / f"{kind}.csv").exists())
        elif path.stem in KINDS and path.is_file():
            yield path
        else:
            names = ", ".join(f"{kind}.csv" for kind in KINDS)
            raise ImportRefused([Problem(path.name, 1, "*", f"нет такого файла; загружаются {names}")])
