"""Persons by days and temporary absence: dated data of the supplier's files, charged by the month's run (B28, B29)."""

import pytest

from tests.integration.billing.test_import import errors
from tests.integration.billing.test_run import billed
from tests.support.billing_town import BARE, ONE, Town

pytestmark = pytest.mark.req("S2", "S1")
PRICE = 832


def test_the_run_charges_each_day_for_the_persons_registered_on_it(town: Town) -> None:
    town.load(residents=[f"{BARE},2026-10-16,2"])
    town.run()
    kwh = round((75 * 15 + 46 * 2 * 16) / 31)
    assert billed(town, BARE) == ("norm", kwh, kwh * PRICE)
    town.publish()
    assert town.bill(BARE).subscriber.persons == 2
    assert town.load(residents=[f"{BARE},2026-10-16,2"])["residents"] == 0
    assert town.load(residents=[f"{BARE},2026-10-16,3"])["residents"] == 1
    (kept,) = town.rows("select before ->> 'persons', after ->> 'persons' from changes where table_name = 'residents'")
    assert tuple(kept) == ("2", "3")


def test_an_application_after_the_bill_revises_it(town: Town) -> None:
    town.run()
    town.publish()
    assert billed(town, BARE) == ("norm", 75, 75 * PRICE)
    town.load(absences=[f"{BARE},2026-10-03,2026-10-14,1,заявление от 20.11.2026"])
    town.run()
    town.publish()
    kwh = round(75 * 19 / 31)
    again = town.bill(BARE)
    assert (again.revision, again.charged_kopecks) == (2, kwh * PRICE)
    (line,) = again.absences
    assert (line.full_volume, line.volume, line.amount_kopecks) == (75, kwh - 75, (kwh - 75) * PRICE)
    assert (line.days, line.of_days, line.ground) == (12, 31, "заявление от 20.11.2026")
    assert again.recalculated_kopecks == 0, "the charge has it already"
    assert town.overview(BARE).due_kopecks == again.total_kopecks
    assert town.bill(ONE).revision == 1, "a home with a meter is not concerned"


def test_faults_of_the_two_files_are_named(town: Town) -> None:
    (error,) = errors(town, residents=[f"{BARE},2026-10-16,0"])
    assert error.startswith("residents.csv, строка 2, поле persons: ожидается целое число от 1")
    town.write("residents", [])
    (error,) = errors(town, absences=[f"{BARE},2026-10-14,2026-10-03,1,заявление"])
    assert error.startswith("absences.csv, строка 2, поле to: не раньше, чем from")
