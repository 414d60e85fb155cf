"""Prices, tier limits and norms by month: read from the files that are loaded, with editions that came late.

Households of the group `LATE` and with electric stoves live with rates that come late or are mended when bills are out.
"""

import csv
import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from deploy.launcher.host.paths import ROOT
from tests.support.model.facts import Household, Month, first

FILES = ROOT / "deploy" / "simulators" / "demo_town" / "data"
HEATING_FACTOR = Decimal("1.8")
"""Facts A5: electric heating widens the tiers."""


def vat_rate(month: Month) -> int:
    """НК РФ: 20 % until the end of 2025, then 22 %."""
    return 20 if first(month) < date(2026, 1, 1) else 22


LATE = "late_rates"
Row = dict[str, str]


@dataclass
class Rates:
    """Editions of all rates; `late` are lines of files with the month with whose bill they become known."""

    late: dict[str, list[tuple[Month, Row]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = {name: [(0, row) for row in rows(name)] for name in ("tariffs", "tiers", "norms")}
        self._editions = {name: [*editions, *self.late.get(name, [])] for name, editions in own.items()}

    def prices(self, group: str, zone: str, month: Month, known: Month) -> list[int]:
        """Kopecks by tier."""
        row = self._newest("tariffs", {"group": group, "zone": zone}, month, known)
        return [int(Decimal(row[tier]) * 100) for tier in ("tier1", "tier2", "tier3") if row[tier]]

    def limits(self, group: str, heating: bool) -> list[int]:
        """kWh a month at which the first and the second tier end."""
        row = next(row for _, row in self._editions["tiers"] if row["group"] == group)
        factor = HEATING_FACTOR if heating else 1
        return [int(int(row[limit]) * factor) for limit in ("limit1", "limit2")]

    def norm(self, home: Household, persons: int, month: Month, known: Month) -> Decimal:
        """kWh a person; the greatest row and column hold for more."""
        rows_of_stove = [row for _, row in self._editions["norms"] if row["stove"] == home.stove]
        rooms = min(home.rooms, max(int(row["rooms"]) for row in rows_of_stove))
        most = max(int(row["persons"]) for row in rows_of_stove if int(row["rooms"]) == rooms)
        wanted = {"stove": home.stove, "rooms": str(rooms), "persons": str(min(persons, most))}
        return Decimal(self._newest("norms", wanted, month, known)["kwh"])

    def _newest(self, name: str, wanted: Row, month: Month, known: Month) -> Row:
        """Of several editions the newest that is in force; a line with the same first day replaces the one before."""
        day, found = first(month), {}
        for since, row in self._editions[name]:
            if since <= known and wanted.items() <= row.items():
                found[row["from"]] = row
        holding = [
            row
            for row in found.values()
            if date.fromisoformat(row["from"]) <= day and (not row.get("to") or date.fromisoformat(row["to"]) >= day)
        ]
        return max(holding, key=lambda row: row["from"])


def rows(name: str) -> list[Row]:
    """Lines of a file that is loaded at the start, with those of the group `LATE`, which begins as the city's."""
    with Path(FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    return found + [row | {"group": LATE} for row in found if row.get("group") == "city_gas"]


def late_rates(seed: int, start: Month, end: Month) -> dict[str, list[tuple[Month, Row]]]:
    """Of a town: a tariff that comes late, one that is mended when bills are out, and norms that come late."""
    draw = random.Random(f"{seed}:rates")
    drawn: dict[str, list[tuple[Month, Row]]] = {"tariffs": [], "norms": []}
    present = [row for row in rows("tariffs") if row["group"] == LATE and not row["to"]]
    since = start + 2
    while since < end - 1:
        for known in sorted({since + draw.randint(1, 3), since + draw.randint(0, 4)}):
            for row in present:
                tiers = {
                    tier: f"{Decimal(row[tier]) * draw.randint(80, 130) / 100:.2f}"
                    for tier in ("tier1", "tier2", "tier3")
                }
                edition = row | tiers | {"from": first(since).isoformat(), "to": "", "set": f"late{since}"}
                drawn["tariffs"].append((known, edition))
        since += draw.randint(3, 7)
    changed = start + draw.randint(2, 5)
    for row in rows("norms"):
        if row["stove"] == "electric":
            kwh = str(int(Decimal(row["kwh"]) * draw.randint(90, 115) / 100))
            drawn["norms"].append((changed + 2, row | {"from": first(changed).isoformat(), "kwh": kwh}))
    return {
        name: [(min(known, end), row) for known, row in sorted(editions, key=lambda one: one[0])]
        for name, editions in drawn.items()
    }
