"""The facts that the tests rest on: worked cases, tariffs and norms, read from `data/` as they were handed over."""

import csv
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import services.billing.rules
from services.billing.rules.money import kopecks
from services.billing.rules.policy import Policy, PolicyCalendar, policy_at
from services.billing.rules.tariffs import Tariff

DATA = Path(__file__).with_name("data")
EDITIONS = json.loads(Path(services.billing.rules.__file__).with_name("policy.json").read_text())
ZONES = {1: ("one",), 2: ("day", "night"), 3: ("peak", "semi", "night")}
COLUMNS = {
    "tariff_one": "one",
    "tariff_day": "day",
    "tariff_night": "night",
    "tariff_peak": "peak",
    "tariff_semipeak": "semi",
}


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def policy(period: str) -> Policy:
    return policy_at(EDITIONS, period)


def calendar(**changed: list[dict[str, Any]]) -> PolicyCalendar:
    """The shipped policy by days, with other editions of some parameters."""
    return PolicyCalendar(lambda: EDITIONS | changed)


def norm_table() -> dict[tuple[str, int], dict[int, Decimal]]:
    columns = ("p1", "p2", "p3", "p4", "p5plus")
    return {
        (row["stove"], int(row["rooms"].rstrip("+"))): {
            persons: Decimal(row[column]) for persons, column in enumerate(columns, 1)
        }
        for row in table("norms_electricity.csv")
    }


@dataclass(frozen=True)
class Case:
    """One row of billing_cases.csv with its cells in our units."""

    row: dict[str, str]

    def __str__(self) -> str:
        return f"{self.row['case']} {self.row['rule']}"

    @property
    def name(self) -> str:
        return self.row["case"]

    @property
    def period(self) -> str:
        return self.row["days_month"][:7]

    @property
    def policy(self) -> Policy:
        return policy(self.period)

    @property
    def inputs(self) -> Any:
        return json.loads(self.row["inputs_json"])

    @property
    def digits(self) -> int:
        return 4 if "4 разр." in self.row["meter_type"] else 5

    @property
    def zones(self) -> tuple[str, ...]:
        return ZONES[len(self.readings("previous"))]

    @property
    def amount(self) -> int:
        return kopecks(self.row["expected_amount"], "expected_amount")

    @property
    def volume(self) -> int:
        return int(self.row["expected_volume"])

    @property
    def tariff(self) -> Tariff:
        """First-tier prices from the row itself, the upper tiers from the tariff table."""
        upper = {
            row["zone"]: [row[tier] for tier in ("tier2", "tier3") if row[tier]]
            for row in table("tariffs_kaluga.csv")
            if row["set"] == self.row["tariff_set"]
        }
        prices = {
            zone: tuple(kopecks(price, zone) for price in (self.row[column], *upper.get(zone, ())))
            for column, zone in COLUMNS.items()
            if self.row[column]
        }
        return Tariff(prices, tuple(int(kwh) for kwh in self.row["tiers"].split("/") if kwh))

    def readings(self, column: str) -> list[int]:
        return [int(cell.split()[0]) for cell in self.row[column].split(";")]


CASES = {row["case"]: Case(row) for row in table("billing_cases.csv")}
