"""All worked cases, each by its own rule (docs/rules.md; data/billing_cases.csv)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from services.billing.rules import averages, balance, charges, norms, restriction, vat, volumes
from services.billing.rules.charges import Charge, Register
from services.billing.rules.money import kopecks
from services.billing.rules.penalties import penalty
from tests.support.facts import CASES, Case, calendar, norm_table


def by_readings(case: Case) -> Charge:
    previous, current = case.readings("previous"), case.readings("current")
    registers = [Register(zone=zone, previous=previous[n], current=current[n]) for n, zone in enumerate(case.zones)]
    return charges.metered(registers, case.digits, case.tariff, case.policy.vat_rate)


def after_estimates(case: Case) -> Charge:
    register = Register(
        zone="one",
        previous=case.inputs["last_actual"],
        current=case.readings("current")[0],
        estimated=sum(case.inputs["estimated"]),
    )
    return charges.metered([register], case.digits, case.tariff, case.policy.vat_rate)


def by_average(case: Case) -> Charge:
    history = case.inputs if isinstance(case.inputs, dict) else {"one": case.inputs}
    estimated = averages.estimate(history, 1, case.policy)
    assert estimated is not None
    return charges.price(estimated, case.tariff, case.policy.vat_rate, "average")


def norm_instead(rooms: int, persons: int, month: int) -> Callable[[Case], Charge]:
    def apply(case: Case) -> Charge:
        history = {"one": case.inputs if case.row["inputs_json"] else [100] * 6}
        assert averages.estimate(history, month, case.policy) is None
        norm = norms.norm_for(norm_table(), "gas", rooms, persons)
        return charges.by_norm(norms.kwh(norm, persons), case.tariff, case.policy.vat_rate)

    return apply


def without_meter(case: Case) -> Charge:
    rooms, persons, factor = case.inputs["rooms"], case.inputs["persons"], Decimal(case.inputs["k"])
    kwh = norms.kwh(norms.norm_for(norm_table(), "gas", rooms, persons), persons)
    charge = charges.by_norm(kwh, case.tariff, case.policy.vat_rate, factor)
    if "excess" in case.inputs:
        assert [rule_kopecks(case, "base"), rule_kopecks(case, "excess")] == [
            sum(line.amount for line in charge.lines),
            sum(line.excess for line in charge.lines),
        ]
    return charge


def rule_kopecks(case: Case, name: str) -> int:
    return kopecks(case.inputs[name], name)


def persons_changed(case: Case) -> Charge:
    table = norm_table()
    spells = [(norms.norm_for(table, "gas", 1, persons), persons, 15) for persons in (2, 3)]
    return charges.by_norm(norms.kwh_by_spells(spells, 30), case.tariff, case.policy.vat_rate)


def absent(case: Case) -> Charge:
    return charges.by_norm(norms.kwh(Decimal(75), 1, 18, 30), case.tariff, case.policy.vat_rate)


def meter_replaced(case: Case) -> Charge:
    olds, news = ([int(cell) for cell in case.row[column].split("/")] for column in ("previous", "current"))
    kwh = volumes.replaced([(old, new, case.digits) for old, new in zip(olds, news, strict=True)])
    return charges.price({"one": kwh}, case.tariff, case.policy.vat_rate)


def meter_failed(case: Case) -> Charge:
    counted = volumes.consumed(*case.readings("previous"), *case.readings("current"), case.digits)
    kwh = counted + volumes.day_share(208, 20, 30)
    return charges.price({"one": kwh}, case.tariff, case.policy.vat_rate, "average")


def meter_absent_half_a_month(case: Case) -> Charge:
    kwh = volumes.day_share(208, 14, 28)
    return charges.price({"one": kwh}, case.tariff, case.policy.vat_rate, "average")


def stated_volume(case: Case) -> Charge:
    return charges.price({"one": case.volume}, case.tariff, case.policy.vat_rate, "average")


SPECIAL: dict[str, Callable[[Case], Charge]] = {
    "B18": after_estimates,
    **dict.fromkeys(("B19", "B20", "B21", "B24"), by_average),
    "B22": norm_instead(rooms=2, persons=3, month=1),
    "B23": norm_instead(rooms=3, persons=2, month=4),
    **dict.fromkeys(("B25", "B26", "B27"), without_meter),
    "B28": persons_changed,
    "B29": absent,
    "B30": meter_replaced,
    "B31": meter_failed,
    "B32": meter_absent_half_a_month,
    "B36": after_estimates,
    "B37": after_estimates,
    "B46": stated_volume,
}


def of_kind(kind: str) -> list[object]:
    return [pytest.param(case, id=str(case)) for case in CASES.values() if case.row["kind"] == kind]


def test_every_case_is_there():
    assert len(CASES) == 57
    kinds = {"charge", "vat", "balance", "paid_on_bill", "penalty", "restriction"}
    assert {case.row["kind"] for case in CASES.values()} == kinds


@pytest.mark.req("S2")
@pytest.mark.parametrize("case", of_kind("charge"))
def test_charge(case: Case):
    charge = SPECIAL.get(case.name, by_readings)(case)
    assert (charge.volume, charge.amount) == (case.volume, case.amount)
    assert charge.amount == sum(line.amount + line.excess for line in charge.lines)
    expected = [part.split(":")[-1].split("=")[0] for part in case.row["expected_lines"].split(" + ") if part]
    if expected:
        assert [f"{line.volume}*{line.price / 100:.2f}" for line in charge.lines] == expected


@pytest.mark.req("S2")
@pytest.mark.parametrize("case", of_kind("vat"))
def test_vat(case: Case):
    assert case.policy.vat_rate == case.inputs["rate"]
    assert vat.included(rule_kopecks(case, "amount"), case.policy.vat_rate) == case.amount


@pytest.mark.req("M4.5.1")
@pytest.mark.parametrize("case", of_kind("balance"))
def test_balance(case: Case):
    sums = {name: kopecks(text, name) for name, text in case.inputs.items()}
    closed = balance.close(sums["opening"], sums["charged"], sums.get("recalc", 0), sums["paid"])
    assert closed.closing == case.amount
    assert closed.to_pay == sums.get("to_pay", closed.closing)
    assert closed.overpaid == sums.get("overpaid", 0)


@pytest.mark.req("M4.1.10")
@pytest.mark.parametrize("case", of_kind("paid_on_bill"))
def test_paid_for_the_current_bill(case: Case):
    published = [datetime(2023, month, 5, tzinfo=UTC) for month in (2, 3)]
    days = ((1, 31, 700), (2, 15, 10000), (2, 23, 50000), (3, 3, 15000), (3, 5, 900))
    paid = [(datetime(2023, month, day, 9, tzinfo=UTC), amount) for month, day, amount in days]
    assert balance.paid_for_bill(paid, *published) == case.amount
    assert balance.paid_for_bill(paid, published[1]) == 900


@pytest.mark.req("B7")
@pytest.mark.parametrize("case", of_kind("penalty"))
def test_penalty(case: Case):
    due, payments = _late(case)
    rate = Decimal(case.inputs.get("rate_actual", "9.5"))
    debt = rule_kopecks(case, "debt")
    accrued = penalty(
        debt,
        due,
        payments,
        date(2026, 12, 31),
        calendar(penalty_rate=[{"since": "2000-01-01", "value": rate}]),
    )
    assert accrued == case.amount


def _late(case: Case) -> tuple[date, list[tuple[date, int]]]:
    if "parts" in case.inputs:
        return date(2026, 4, 15), [
            (date.fromisoformat(day), kopecks(part, "parts")) for part, day in case.inputs["parts"]
        ]
    if "due" not in case.inputs:
        return date(2026, 4, 15), [(date(2026, 6, 14), rule_kopecks(case, "debt"))]
    paid_on = date.fromisoformat(case.inputs["paid"])
    return date.fromisoformat(case.inputs["due"]), [(paid_on, rule_kopecks(case, "debt"))]


@pytest.mark.req("S4")
@pytest.mark.parametrize("case", of_kind("restriction"))
def test_restriction_ground(case: Case):
    price = 748
    assert case.volume == norms.kwh(norms.norm_for(norm_table(), "gas", 2, 3), 3)
    assert restriction.threshold(case.volume, price, case.policy) == case.amount
    assert not restriction.grounds(case.amount, case.volume, price, case.policy)
    assert restriction.grounds(case.amount + 1, case.volume, price, case.policy)
