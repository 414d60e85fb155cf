"""The product's bills against the model's, to the kopeck, with a summary for people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.model.books import Bill, Sums, bills
from tests.support.model.facts import Household, Month, name
from tests.support.model.rates import Rates


@dataclass
class Difference:
    """The first bill of a household that is not what the model says."""

    number: str
    kind: str
    period: str
    field: str
    product: object
    model: object

    def __str__(self) -> str:
        return f"{self.kind} {self.number} {self.period} {self.field}: {self.product}, right {self.model}"


@dataclass
class Summary:
    """What was compared."""

    households: int = 0
    bills: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    recalculation_lines: int = 0
    recalculated_bills: int = 0
    recalculated_kopecks: int = 0
    penalties: int = 0
    differences: list[Difference] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield f"{self.households} households of {len(self.kinds)} kinds, {self.bills} bills compared"
        yield "late facts: " + ", ".join(f"{kind} {count}" for kind, count in sorted(self.late.items()))
        yield (
            f"{self.recalculation_lines} recalculation lines in {self.recalculated_bills} bills, "
            f"{self.recalculated_kopecks} kopecks in absolute sums; {self.penalties} bills with a penalty"
        )
        by_kind = Counter(one.kind for one in self.differences)
        told = ", ".join(f"{kind} {count} of {self.kinds[kind]}" for kind, count in by_kind.most_common())
        yield f"{len(self.differences)} households differ" + (f": {told}" if told else "")


def compare(
    homes: list[Household], output: Iterable[dict[str, Any]], start: Month, end: Month, rates: Rates
) -> Summary:
    """Compare every household until its first difference; each household counts once."""
    played: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    summary = Summary()
    for line in output:
        if "lines" in line:
            played[line["account"]][line["period"]] = line
        elif "error" in line:
            summary.differences.append(
                Difference(line.get("account", ""), "refused", line["file"], line["field"], line["error"], "no error")
            )
    for home in homes:
        summary.households += 1
        summary.kinds[home.kind] += 1
        summary.late.update(home.late)
        expected = {name(bill.period): bill for bill in bills(home, start, end, rates)}
        _count(summary, expected.values())
        for period in sorted(expected.keys() | played[home.number].keys()):
            if found := _apart(home, period, played[home.number].get(period), expected.get(period)):
                summary.differences.append(found)
                break
            summary.bills += 1
    return summary


def _count(summary: Summary, expected: Iterable[Bill]) -> None:
    for bill in expected:
        summary.recalculation_lines += len(bill.recalculations)
        summary.recalculated_bills += bool(bill.recalculations)
        summary.recalculated_kopecks += abs(bill.recalculated)
        summary.penalties += bool(bill.penalty)


def _apart(home: Household, period: str, line: dict[str, Any] | None, bill: Bill | None) -> Difference | None:
    if line is None or bill is None:
        there = "a bill" if line else "no bill"
        return Difference(home.number, home.kind, period, "bill", there, "a bill" if bill else "no bill")
    pairs = {
        "opening": (line["opening_kopecks"], bill.opening),
        "charges": (_sums(line, "charge"), _readable(bill.charges)),
        "charged": (line["charged_kopecks"], bill.charged),
        "recalculations": (_sums(line, "recalculation"), _with_corrections(bill)),
        "recalculated": (line["recalculated_kopecks"], bill.recalculated),
        "paid": (line["paid_kopecks"], bill.paid),
        "total": (line["total_kopecks"], bill.total),
        "penalty": (line["penalty_kopecks"], bill.penalty),
        "due": (line["due"], bill.due.isoformat()),
    }
    for what, (product, model) in pairs.items():
        if product != model:
            return Difference(home.number, home.kind, period, what, product, model)
    return None


def _sums(line: dict[str, Any], kind: str) -> dict[str, tuple[int, int]]:
    """By month of the price, zone, tier and price; the excess by a raising factor belongs to the line it raises."""
    sums: dict[str, list[int]] = {}
    for one in line["lines"]:
        if one["kind"] == kind:
            found = sums.setdefault(f"{one['month']} {one['zone']} {one['tier']}", [0, 0])
            found[0] += one["volume"]
            found[1] += one["amount_kopecks"]
    return {key: (kwh, money) for key, (kwh, money) in sorted(sums.items()) if kwh or money}


def _with_corrections(bill: Bill) -> dict[str, tuple[int, int]]:
    """A correction has no tier; one without kWh has no month and no zone either."""
    found = _readable(bill.recalculations)
    for month, zone, kwh, kopecks in bill.corrected:
        key = f"{name(month) if month else None} {zone} None"
        before = found.get(key, (0, 0))
        found[key] = before[0] + kwh, before[1] + kopecks
    return dict(sorted((key, both) for key, both in found.items() if both != (0, 0)))


def _readable(sums: Sums) -> dict[str, tuple[int, int]]:
    together: dict[tuple[str, str, int], list[int]] = {}
    for (month, zone, tier, _), (kwh, money) in sums.items():
        found = together.setdefault((name(month), zone, tier), [0, 0])
        found[0] += kwh
        found[1] += money
    return {" ".join(map(str, key)): (kwh, money) for key, (kwh, money) in sorted(together.items()) if kwh or money}
