"""What must be in order before a month's bills go out, and what forbids their publication."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.errors import Refusal
from contracts.billing import ReadinessItem, RunRequest
from tests.support.billing_town import BARE, Town, account, read
from tests.support.billing_work import SETTINGS

pytestmark = pytest.mark.req("S8", "S2")


def items(town: Town, period: str = "2026-10") -> dict[str, ReadinessItem]:
    found = town.billing.preview_run(RunRequest(period=period)).readiness
    return {item.code: item for item in found}


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(SETTINGS, "demonstration", False)
    return SETTINGS


def test_placeholders_stop_the_publication_outside_the_demonstration(town: Town, real: Any) -> None:
    town.run()
    item = items(town)["placeholders"]
    assert (item.severity, item.count) == ("blocks", 5)
    assert "bank.settlement_account" in item.examples and "SUPPLIER_FILE" in item.remedy
    with pytest.raises(Refusal, match="not_ready") as refused:
        town.publish()
    assert "bank.settlement_account" in refused.value.message and "SUPPLIER_FILE" in refused.value.message
    assert town.rows("select count(*) from bills")[0][0] == 0


def test_the_demonstration_is_told_and_goes_on(town: Town) -> None:
    town.run()
    assert items(town)["placeholders"].severity == "warns"
    assert town.publish().state == "published"


def test_a_group_without_tariff_is_named_and_stops_nobody_else(town: Town) -> None:
    town.load(accounts=[account(BARE, group="village_nowhere", persons=1, rooms=1)])
    town.run()
    found = items(town)
    assert found["tariffs_missing"].examples == ["village_nowhere"]
    assert found["next_rates_missing"].examples == ["village_nowhere"]
    assert found["not_charged"].count == 1
    assert {item.severity for item in found.values()} == {"warns"}
    assert town.publish().state == "published"


def test_a_district_without_office_is_named(town: Town) -> None:
    before = set(items_after_run(town))
    town.load(accounts=[account("199111111")])
    assert items(town)["offices_missing"].examples == ["199"]
    assert "offices_missing" not in before


def items_after_run(town: Town) -> dict[str, ReadinessItem]:
    town.run()
    return items(town)


def test_facts_that_come_after_the_run_ask_for_another_one(town: Town) -> None:
    assert "facts_after_run" not in items_after_run(town)
    town.load(readings=[read(12_600, "2026-10-22")])
    assert items(town)["facts_after_run"].count >= 1


def test_a_month_that_comes_out_late_is_named(town: Town) -> None:
    town.run()
    assert "late" not in items(town)
    town.clock.moment = datetime(2026, 11, 6, 6, tzinfo=UTC)
    assert items(town)["late"].examples == ["2026-11-05"]


def test_a_norm_without_a_row_is_named_by_a_home(town: Town) -> None:
    town.rows("delete from norms where stove = 'gas' returning stove")
    town.run()
    assert any(one.endswith("gas, 1, 1") for one in items(town)["norms_missing"].examples)
