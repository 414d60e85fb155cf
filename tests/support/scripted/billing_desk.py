"""What billing tells the accountants' pages: a debtor's case, worklists, a run before its publication."""

from datetime import date
from typing import Any

from contracts import billing
from tests.support.scripted import published_bill
from tests.support.scripted.people import ADDRESSES, FLAT

NAME = "Иванова Анна Петровна"
SECOND = "180111120"


def case(stage: Any = "expired") -> billing.RestrictionCase:
    """A notice whose term is over, and an agreement of former times that was broken."""
    notified = stage != "over_threshold"
    part = billing.AgreementPart(due_on=date(2026, 9, 1), amount_kopecks=50_000)
    agreement = billing.Agreement(
        number="12-р", agreed_on=date(2026, 8, 1), parts=[part], paid_kopecks=0, required_kopecks=50_000, state="broken"
    )
    return billing.RestrictionCase(
        account_number=FLAT,
        stage=stage,
        debt_kopecks=1_245_310,
        threshold_kopecks=229_632,
        notice_kopecks=1_245_310 if notified else None,
        channel="заказное письмо" if notified else "",
        note="09.10.2026 РПО 24800012345678" if notified else "",
        sent_on=date(2026, 10, 5) if notified else None,
        delivered_on=date(2026, 10, 9) if notified else None,
        deadline=date(2026, 10, 29) if notified else None,
        restricted_on=None,
        suspension_on=None,
        settled_on=None,
        reconnect_by=None,
        reconnected_on=None,
        cost_cap_kopecks=500_000,
        next_steps=["restricted", "withdrawn"] if notified else [],
        agreement=agreement,
    )


def debtors(request: billing.DebtorQuery) -> billing.DebtorPage:
    debtor = billing.Debtor(
        account_number=FLAT if request.after is None else SECOND,
        full_name=NAME,
        address=ADDRESSES[FLAT],
        debt_kopecks=1_245_310,
        stage=request.stage,
        deadline=date(2026, 10, 29),
    )
    return billing.DebtorPage(debtors=[debtor], more=request.after is None)


def row(number: str = FLAT, name: str = NAME, flags: Any = ("jump",)) -> billing.RunRow:
    return billing.RunRow(
        account_number=number,
        full_name=name,
        address=ADDRESSES[FLAT],
        method="metered",
        volume=1_300,
        charged_kopecks=1_081_600,
        previous_volume=210,
        previous_kopecks=157_080,
        flags=list(flags),
    )


def rows(request: billing.RunRowsQuery) -> billing.RunRows:
    if request.after is None:
        return billing.RunRows(rows=[row()], more=True)
    return billing.RunRows(rows=[row(SECOND, "=Иванов", ("zero", "negative"))], more=False)


def preview() -> billing.RunPreview:
    this, before = (
        billing.MonthTotals(accounts=40, volume=volume, charged_kopecks=kopecks, by_method={"metered": 35, "norm": 5})
        for volume, kopecks in ((8_400, 6_283_200), (8_900, 6_000_000))
    )
    return billing.RunPreview(
        period="2026-10",
        this=this,
        previous_period="2026-09",
        previous=before,
        samples=[row()],
        largest=[row()],
        not_charged=[billing.NotCharged(account_number=SECOND, reason="tariffs: no tariff for group 'x'")],
    )


def answers() -> dict[str, Any]:
    return {
        "billing.get_restriction": case(),
        "billing.list_debtors": debtors,
        "billing.send_notice": case("notice_sent"),
        "billing.record_step": case("restricted"),
        "billing.record_agreement": case().agreement,
        "billing.preview_run": preview(),
        "billing.list_run_rows": rows,
        "billing.preview_bill": published_bill.bill_snapshot(FLAT),
    }
