"""A supplier of twenty accounts begins with nothing: the example package is loaded, billed and reported."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chassis.context import Caller, Context, entered
from chassis.database.sessions import Database
from chassis.service.bindings import Call
from contracts.billing import FirstDay, ReportKind, ReportRef, ReportRequest
from contracts.wire import Nothing
from deploy.launcher.host.paths import ROOT
from services.billing.reports.making import make_reports
from tests.support.billing_town import Town
from tests.support.server_pool import Databases

pytestmark = pytest.mark.req("S1", "S4")
EXAMPLE = ROOT / "docs" / "examples" / "first-load"
HOUSE = "290000001"


@pytest.fixture
def nothing(database_factory: Databases, tmp_path: Path) -> Iterator[Town]:
    """A supplier's empty database on 5 December."""
    town = Town(Database(database_factory("billing").url), tmp_path)
    town.clock.moment = datetime(2026, 12, 5, 6, tzinfo=UTC)
    yield town
    town.database.engine.dispose()


def first_day(town: Town) -> FirstDay:
    with town.as_accountant():
        return town.billing.get_first_day(Nothing())


def total(town: Town, kind: ReportKind, name: str) -> int:
    caller = Caller("7", "accountant")
    with entered(Context(caller=caller)):
        wish = ReportRequest(kind=kind, since="2026-11", until="2026-11", idempotency_key=f"first-day-{kind}")
        report = town.billing.start_report(wish)
        make_reports(
            Call(database=town.database, clock=town.clock, caller=caller, dependencies=town.billing.dependencies)
        )
        return town.billing.get_report(ReportRef(report_id=report.report_id)).totals[name]


def test_the_example_package_is_all_that_the_first_bills_need(nothing: Town) -> None:
    empty = first_day(nothing)
    assert (empty.accounts, empty.tariff_groups, empty.closed_month) == (0, 0, None)
    for path in EXAMPLE.glob("*.csv"):
        shutil.copy(path, nothing.folder / path.name)
    nothing.load()
    loaded = first_day(nothing)
    assert (loaded.accounts, loaded.meters, loaded.offices, loaded.without_meter) == (20, 18, 1, 2)
    missing = (
        loaded.districts_without_office,
        loaded.groups_without_tariff,
        loaded.homes_without_norm,
        loaded.without_opening,
    )
    assert missing == ([], [], [], []) and loaded.closed_month == "2026-10"
    run = nothing.run("2026-11")
    assert (run.state, run.accounts_total, run.exceptions.get("not_charged", 0)) == ("calculated", 20, 0)
    assert nothing.publish("2026-11").state == "published"
    bill = nothing.bill(HOUSE, "2026-11")
    # 181 kWh at 7.15
    assert (bill.charged_kopecks, bill.opening_kopecks) == (181 * 715, 54_360)
    assert first_day(nothing).bills == 20
    assert total(nothing, "charges", "charged") == run.charged_kopecks
    assert total(nothing, "turnover", "closing_debt") == total(nothing, "debtors", "debt") > 0


def test_what_is_missing_is_named(nothing: Town) -> None:
    shutil.copy(EXAMPLE / "accounts.csv", nothing.folder / "accounts.csv")
    nothing.load()
    found = first_day(nothing)
    assert found.districts_without_office == ["290"] and found.groups_without_tariff == ["city_electric", "city_gas"]
    assert "electric, 3, 2" in found.homes_without_norm and found.without_opening[0] == HOUSE
