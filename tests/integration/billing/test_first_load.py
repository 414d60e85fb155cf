"""The first load fills tables without their indexes: nothing is checked less, and all indexes are there after it."""

import pytest

from tests.integration.billing.test_import import errors
from tests.support.billing_town import ONE, Town, account, charged, meter, read

TWICE = [f"{ONE},2026-10-05,{kopecks},Почта,1" for kopecks in (100, 200)]


def indexes(town: Town) -> list[str]:
    found = town.rows(
        "select indexdef from pg_indexes where tablename in ('readings', 'ledger', 'charges') order by indexname"
    )
    return [row[0] for row in found]


@pytest.mark.req("S1")
def test_the_first_load_leaves_every_index_as_it_was(empty_town: Town) -> None:
    before = indexes(empty_town)
    credit = f"{ONE},2026-10-05,100,Почта,1"
    days = [read(100, "2026-09-20"), read(150, "2026-10-20")]
    empty_town.load(accounts=[account()], meters=[meter()], readings=days, charges=[charged("2026-09", 5)])
    empty_town.load(credits=[credit, credit])
    assert len(before) == 6
    assert indexes(empty_town) == before
    assert [empty_town.count(name) for name in ("readings", "charges", "ledger")] == [2, 1, 2]
    assert not empty_town.rows("select set_aside_ledger()")[0][0], "a filled table keeps its indexes"
    assert indexes(empty_town) == before


@pytest.mark.req("S1")
def test_twins_in_the_first_files_are_told_as_ever_and_nothing_is_loaded(empty_town: Town) -> None:
    before = indexes(empty_town), empty_town.everything()
    twins = [read(5, "2026-10-20"), read(6, "2026-10-20")]
    (error,) = errors(empty_town, accounts=[account()], meters=[meter()], readings=twins)
    assert error.startswith("readings.csv, строка 3, поле source: уже есть строка")
    empty_town.write("readings", [])
    (error,) = errors(empty_town, credits=TWICE)
    assert error.startswith("credits.csv, строка 3, поле operation: у этой операции канала уже другие")
    assert (indexes(empty_town), empty_town.everything()) == before


@pytest.mark.req("S1")
def test_a_fact_told_twice_in_the_first_files_is_one_fact(empty_town: Town) -> None:
    applied = empty_town.load(accounts=[account()], credits=[TWICE[0], TWICE[0]])
    assert applied["credits"] == 1
    assert empty_town.count("ledger") == 1
