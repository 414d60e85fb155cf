"""Prices, tier limits and norms by month: read from the files that are loaded, with editions that came late."""

import csv
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from deploy.launcher.host.paths import ROOT
from tests.support.model.facts import Month, first

FILES = ROOT / "deploy" / "simulators" / "demo_town" / "data"
HEATING_FACTOR = Decimal("1.8")
"""Facts A5: electric heating widens the tiers."""


def vat_rate(month: Month) -> int:
    """НК РФ: 20 % until the end of 2025, then 22 %."""
    return 20 if first(month) < date(2026, 1, 1) else 22


@dataclass
class Rates:
    """Editions of all rates; `late` are lines of tariffs.csv with the month from which they are known."""

    late: list[tuple[Month, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tariffs = [(0, row) for row in _rows("tariffs.csv")] + self.late
        self._tiers = _rows("tiers.csv")
        self._norms = {
            (row["stove"], int(row["rooms"]), int(row["persons"])): Decimal(row["kwh"]) for row in _rows("norms.csv")
        }

    def prices(self, group: str, zone: str, month: Month, known: Month) -> list[int]:
        """Kopecks by tier, by what was known with a bill: of several editions the newest that is in force."""
        day = first(month)
        found: dict[str, tuple[Month, dict[str, str]]] = {}
        for since, row in self._tariffs:
            if since <= known and (row["group"], row["zone"]) == (group, zone):
                # A line with the same first day replaces the one before it.
                found[row["from"]] = (since, row)
        rows = [
            row
            for _, row in found.values()
            if date.fromisoformat(row["from"]) <= day and (not row["to"] or date.fromisoformat(row["to"]) >= day)
        ]
        newest = max(rows, key=lambda row: row["from"])
        return [int(Decimal(newest[tier]) * 100) for tier in ("tier1", "tier2", "tier3") if newest[tier]]

    def limits(self, group: str, heating: bool) -> list[int]:
        """kWh a month at which the first and the second tier end."""
        row = next(row for row in self._tiers if row["group"] == group)
        factor = HEATING_FACTOR if heating else 1
        return [int(int(row[limit]) * factor) for limit in ("limit1", "limit2")]

    def norm(self, rooms: int, persons: int) -> Decimal:
        """kWh a person; the greatest row and column hold for more."""
        most_rooms = max(rooms for _, rooms, _ in self._norms)
        rooms = min(rooms, most_rooms)
        most = max(many for stove, size, many in self._norms if (stove, size) == ("gas", rooms))
        return self._norms["gas", rooms, min(persons, most)]


def _rows(name: str) -> list[dict[str, str]]:
    with Path(FILES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
