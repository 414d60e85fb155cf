"""A list of two debtors, and a batch of notices at each of its states."""

from datetime import date, timedelta
from typing import Any

from contracts import billing
from contracts.wire import Document
from tests.support.scripted.approvals_desk import COLLEAGUE
from tests.support.scripted.people import ADDRESSES, FLAT, NOW
from tests.support.scripted.report_desk import report

SECOND = "180111120"


def line(number: str = FLAT, **more: Any) -> billing.DebtLine:
    row = {
        "account_number": number,
        "full_name": "Иванова Анна Петровна",
        "address": ADDRESSES[FLAT],
        "district": "180",
        "debt_kopecks": 1_245_310,
        "owed_since": "2026-03",
        "months": 8,
        "penalty_kopecks": 31_234,
        "court_kopecks": 0,
        "duty_kopecks": 0,
        "last_paid_on": date(2026, 2, 11),
        "notified_on": None,
        "agreement": "none",
        "now_kopecks": 1_245_310,
        "stage": "over_threshold",
        "meters": ["011482339"],
    }
    return billing.DebtLine.model_validate(row | more)


def debts(request: Any) -> billing.DebtList:
    paid = line(SECOND, full_name="Сёмин Пётр", debt_kopecks=612_000, now_kopecks=0, stage="closed", agreement="kept")
    return billing.DebtList(
        as_of=NOW - timedelta(hours=5),
        making=False,
        parts=0,
        parts_done=0,
        lines=[line(notified_on=date(2026, 10, 9), stage="expired"), paid],
        count=3_188,
        total_kopecks=2_845_310_000,
        more=request.page == 0,
    )


def batch(**more: Any) -> billing.NoticeBatch:
    row = {
        "batch_id": "nb-1",
        "state": "ready",
        "channel": "заказное письмо",
        "sent_on": NOW.date(),
        "asked_by": COLLEAGUE,
        "asked_at": NOW,
        "confirmed_by": "",
        "finished_at": None,
        "accounts": 3_188,
        "outcomes": {"fit": 2_900, "no_ground": 188, "under_way": 100},
        "fit_kopecks": 2_745_310_000,
        "notice_days": 20,
        "suspension_days": 10,
    }
    return billing.NoticeBatch.model_validate(row | more)


def items(request: billing.NoticeItemsQuery) -> billing.NoticeItems:
    one = billing.NoticeItem(
        account_number=FLAT,
        full_name="Иванова Анна Петровна",
        address=ADDRESSES[FLAT],
        debt_kopecks=1_245_310,
        outcome=request.outcome or "fit",
    )
    return billing.NoticeItems(items=[one], more=False)


def answers() -> dict[str, Any]:
    return {
        "billing.list_debts": debts,
        "billing.export_debts": debts,
        "billing.refresh_debts": report(kind="debtors", state="making"),
        "billing.start_notices": batch(state="judging", outcomes={"waiting": 3_188}),
        "billing.confirm_notices": batch(state="sending"),
        "billing.withdraw_notices": batch(state="withdrawn"),
        "billing.get_notices": batch(),
        "billing.list_notice_batches": billing.NoticeBatches(batches=[batch(), batch(batch_id="nb-0", state="done")]),
        "billing.list_notice_items": items,
        "printer.print_notices": Document(file_name="notices.pdf", media_type="application/pdf", content=""),
    }
