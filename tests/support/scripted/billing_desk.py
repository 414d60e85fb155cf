"""What billing tells the accountants' pages: a debtor's case, worklists, a run before its publication."""

from datetime import date
from typing import Any

from contracts import billing
from tests.support.scripted import published_bill
from tests.support.scripted.people import ADDRESSES, FLAT, NOW
from tests.support.scripted.published_bill import recalculation_line

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
        not_charged=[
            billing.NotCharged(account_number=SECOND, reason="tariffs: no tariff for group 'x'", since="2026-08")
        ],
        not_charged_total=1,
        unbilled=[
            billing.Unbilled(account_number=SECOND, since="2026-08", reason="tariffs: no tariff for group 'x'"),
            billing.Unbilled(account_number="180111121", since="2026-09", reason=""),
        ],
        unbilled_total=130,
        recalculated=recalculations(),
    )


def recalculations() -> billing.RecalculationPreview:
    grounds = [
        billing.RecalculationsByGround(ground="late_reading", accounts=12, volume=-1_480, kopecks=-1_107_040),
        billing.RecalculationsByGround(ground="absence", accounts=3, volume=-45, kopecks=-33_660),
    ]
    return billing.RecalculationPreview(
        period="2026-10", accounts=15, kopecks=-1_140_700, by_ground=grounds, changed_since=2
    )


def recalculated(request: billing.RecalculationsQuery) -> billing.RecalculationPage:
    lines = [
        recalculation_line(),
        recalculation_line("return_of_estimate", -20, month="2026-07", price_kopecks=748, source=""),
    ]
    kopecks = sum(line.amount_kopecks for line in lines)
    first = billing.AccountRecalculation(
        account_number=FLAT, full_name=NAME, address=ADDRESSES[FLAT], kopecks=kopecks, lines=lines
    )
    second = billing.AccountRecalculation(
        account_number=SECOND, full_name="=Иванов", address=ADDRESSES[FLAT], kopecks=-5_984, lines=[lines[0]]
    )
    if request.skip == 0:
        return billing.RecalculationPage(accounts=[first], more=True)
    return billing.RecalculationPage(accounts=[second], more=False)


def revised(request: billing.RevisionsQuery) -> billing.RevisedBills:
    """Bills of September are out; those of October are not."""
    if request.period != "2026-09":
        return billing.RevisedBills(bills=[], more=False)
    bill = billing.RevisedBill(
        account_number=FLAT if request.after is None else SECOND,
        full_name=NAME,
        address=ADDRESSES[FLAT],
        revision=1,
        old_kopecks=157_080,
        new_kopecks=325_144,
    )
    return billing.RevisedBills(bills=[bill], more=request.after is None)


def paper(request: billing.PaperQuery) -> billing.PaperBills:
    bill = billing.PaperBill(
        account_number=SECOND if request.after else FLAT,
        full_name="=Иванов" if request.after else NAME,
        address=ADDRESSES[FLAT],
        period=request.period,
        revision=1,
        total_kopecks=157_080,
        due_on=date(2026, 11, 16),
    )
    return billing.PaperBills(bills=[bill], more=request.after is None)


def printing(state: Any = "printing", done: int = 1_000) -> billing.PrintJob:
    return billing.PrintJob(
        period="2026-10",
        state=state,
        bills_total=2_500,
        bills_done=done,
        parts_total=3,
        parts_done=done // 1_000,
        started_at=NOW,
        finished_at=NOW if state == "printed" else None,
        files=["2026-10-0001.pdf"],
    )


def answers() -> dict[str, Any]:
    return {
        "billing.list_paper_bills": paper,
        "billing.get_printing": printing(),
        "billing.start_printing": printing(done=0),
        "billing.get_restriction": case(),
        "billing.list_debtors": debtors,
        "billing.send_notice": case("notice_sent"),
        "billing.record_step": case("restricted"),
        "billing.record_agreement": case().agreement,
        "billing.preview_run": preview(),
        "billing.list_run_rows": rows,
        "billing.preview_recalculations": recalculations(),
        "billing.list_recalculations": recalculated,
        "billing.list_revisions_of_run": revised,
        "billing.preview_bill": published_bill.bill_snapshot(FLAT),
    }
