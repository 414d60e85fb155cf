"""A report of debts by age, and one of the collection rate that is being made."""

from datetime import timedelta
from typing import Any

from contracts.billing import DistrictTotals, FirstDay, Report, ReportColumn, ReportList, ReportRows
from tests.support.scripted.approvals_desk import COLLEAGUE
from tests.support.scripted.people import FLAT, NOW

AGES = ("debt", "present_month", "to_3_months", "to_6_months", "to_12_months", "to_3_years", "older")
SUMS = dict(zip(AGES, (1_245_310, 250_000, 400_000, 300_000, 195_310, 100_000, 0), strict=True))


def report(**more: Any) -> Report:
    texts = (("account", "account"), ("full_name", "text"), ("district", "text"))
    columns = [ReportColumn(name=name, unit=unit, summed=False) for name, unit in texts]
    columns += [ReportColumn(name=name, unit="kopecks", summed=True) for name in AGES]
    row = {
        "report_id": "rep-1",
        "kind": "ages",
        "since": "2026-10",
        "until": "2026-10",
        "district": None,
        "state": "made",
        "made_by": COLLEAGUE,
        "asked_at": NOW - timedelta(hours=1),
        "made_at": NOW - timedelta(minutes=59),
        "parts": 1,
        "parts_done": 1,
        "rows": 1,
        "columns": columns,
        "totals": SUMS,
        "districts": [DistrictTotals(district="180", office="Центральный участок", totals=SUMS)],
        "closed": True,
        "checksum": "4f2a" * 16,
    }
    return Report.model_validate(row | more)


def first_day(**more: Any) -> FirstDay:
    """Rates and accounts are there; a group has no tariff, and nobody has an opening balance."""
    row = {
        "offices": 1,
        "tariff_groups": 1,
        "norms": 12,
        "accounts": 20,
        "meters": 18,
        "readings": 18,
        "opening_balances": 0,
        "bills": 0,
        "districts_without_office": [],
        "groups_without_tariff": ["rural"],
        "homes_without_norm": [],
        "without_meter": 2,
        "without_opening": ["290000001", "290000002"],
        "closed_month": None,
    }
    return FirstDay.model_validate(row | more)


def answers() -> dict[str, Any]:
    making = report(report_id="rep-2", kind="collection", state="making", made_at=None, parts=12, parts_done=5, rows=0)
    row: list[str | int] = [FLAT, "Иванова Анна Петровна", "180", *SUMS.values()]
    return {
        "billing.get_first_day": first_day(),
        "billing.list_reports": ReportList(reports=[making, report()]),
        "billing.start_report": making,
        "billing.get_report": report(),
        "billing.list_report_rows": ReportRows(rows=[row], more=False),
    }
