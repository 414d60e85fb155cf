"""Tariffs and norms by date: what is in force on a day, what was and what comes, and who loaded it (S5)."""

from datetime import date
from pathlib import Path

import pytest

from contracts.billing import Rates, RatesQuery, TariffEdition
from intake.faults import FilesRefused
from intake.history import record
from intake.loading import load
from services.billing.importing.load import loading
from services.billing.rates.book import open_book
from services.billing.rates.listing import standings
from services.billing.rates.models import Parameter
from tests.support.billing_town import Town
from tests.support.billing_work import SETTINGS

TARIFFS = "set,from,to,group,zone,tier1,tier2,tier3,source"
NORMS = "from,stove,rooms,persons,kwh"
POLICY = "name,from,value"


def at(town: Town, day: str) -> Rates:
    return town.billing.list_rates(RatesQuery.model_validate({"on": day}))


def city(town: Town, day: str) -> list[TariffEdition]:
    return [row for row in at(town, day).tariffs if (row.group, row.zone) == ("city_gas", "one")]


def hand_over(town: Town, package: str, sender: str, head: str, name: str, *lines: str) -> dict[str, int]:
    """One more file, with its line in the history of loads."""
    folder = Path(town.folder, package)
    folder.mkdir()
    path = folder / f"{name}.csv"
    path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    kept = {"package": package, "files": [(name, path)], "remarks": [], "sender": sender, "clock": town.clock}
    return load(
        town.database,
        loading(town.clock, SETTINGS),
        folder,
        package,
        lambda step: None,
        at_last=lambda session, applied: record(session, applied, **kept),
    )


@pytest.mark.req("S5", "S1")
def test_a_tariff_is_shown_by_date_with_who_loaded_it(town: Town) -> None:
    line = "2027H1,2027-01-01,,city_gas,one,8.10,9.00,,приказ 1-РК"
    assert hand_over(town, "p-new", "Петрова, бухгалтер", TARIFFS, "tariffs", line) == {"tariffs": 1}
    assert hand_over(town, "p-again", "Сидорова, бухгалтер", TARIFFS, "tariffs", line) == {"tariffs": 0}
    before, after = city(town, "2026-12-31"), city(town, "2027-01-01")
    assert [row.since for row in before] == sorted((row.since for row in before), reverse=True)
    assert [row.standing for row in before].count("in_force") == 1 and before[0].standing == "coming"
    assert (after[0].standing, after[0].prices_kopecks, after[0].source) == ("in_force", [810, 900], "приказ 1-РК")
    assert after[0].group_title == "городское население, газовая плита"
    assert {row.standing for row in after[1:]} == {"past"}
    assert after[0].loaded is not None and (after[0].loaded.sender, after[0].loaded.at) == (
        "Петрова, бухгалтер",
        town.clock.now(),
    )
    corrected = "2027H1,2027-01-01,,city_gas,one,8.20,9.00,,приказ 1-РК"
    hand_over(town, "p-mend", "Сидорова, бухгалтер", TARIFFS, "tariffs", corrected)
    mended = city(town, "2027-01-01")[0]
    assert mended.prices_kopecks == [820, 900] and mended.loaded is not None
    assert mended.loaded.sender == "Сидорова, бухгалтер"


@pytest.mark.req("S5")
def test_a_table_of_norms_is_replaced_whole_and_numbers_of_the_rules_one_by_one(town: Town) -> None:
    hand_over(town, "p-norms", "Петрова", NORMS, "norms", "2027-07-01,gas,1,1,80.5")
    hand_over(town, "p-policy", "Петрова", POLICY, "policy", "due_day,2027-01-01,20")
    now, then = at(town, "2026-11-05"), at(town, "2027-07-01")
    assert [(table.since, table.standing, len(table.rows)) for table in now.norms] == [
        (date(2027, 7, 1), "coming", 1),
        (date(2024, 1, 1), "in_force", 40),
    ]
    assert then.norms[0].rows[0].kwh == "80.50" and then.norms[1].standing == "past"
    due = [row for row in then.parameters if row.name == "due_day"]
    assert (due[0].value, due[0].standing, due[0].shipped) == ("20", "in_force", False)
    assert all(row.standing == "past" for row in due[1:])
    assert any(row.shipped and row.standing == "in_force" for row in then.parameters)


@pytest.mark.req("S5")
def test_an_edition_for_one_stove_leaves_those_of_the_others_in_force(town: Town) -> None:
    """Cases A8: one row for electric stoves hid all norms for gas, and nobody was charged."""
    with town.database.reading() as session:
        before = open_book(session, "2026-10").norm("gas", 2, 3)
    hand_over(town, "p-electric", "Петрова", NORMS, "norms", "2026-10-01,electric,1,1,120")
    with town.database.reading() as session:
        book = open_book(session, "2026-10")
    assert (book.norm("gas", 2, 3), book.norm("electric", 1, 1), book.norm("electric", 3, 4)) == (before, 120, 120)
    assert town.run().exceptions.get("not_charged", 0) == 0


def test_an_edition_that_has_ended_gives_way_to_none() -> None:
    rows = [("a", date(2026, 1, 1), date(2026, 6, 30)), ("a", date(2025, 1, 1), None), ("b", date(2027, 1, 1), None)]
    assert standings(rows, date(2026, 6, 30)) == ["in_force", "past", "coming"]
    assert standings(rows, date(2026, 7, 1)) == ["past", "in_force", "coming"]


@pytest.mark.req("S5")
def test_a_parameter_of_a_former_release_that_no_rule_reads_is_passed_over(town: Town) -> None:
    with town.database.transaction() as session:
        session.add(Parameter(name="raising_factor", since=date(2026, 10, 1), value="1.5"))
    assert "raising_factor" not in {row.name for row in at(town, "2026-11-01").parameters}
    assert town.run().accounts_done > 0


@pytest.mark.req("S1")
def test_a_file_with_a_parameter_that_no_rule_reads_is_refused_with_the_names_that_exist(town: Town) -> None:
    with pytest.raises(FilesRefused) as refused:
        hand_over(town, "p-old", "Петрова, бухгалтер", POLICY, "policy", "raising_factor,2026-11-01,1.0")
    (fault,) = refused.value.faults
    assert (fault.file, fault.line, fault.field) == ("policy.csv", 2, "name")
    assert "heating_tier_factor" in fault.remedy and "raising_factor" not in fault.remedy
