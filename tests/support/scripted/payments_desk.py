"""What payments tells the desk of registers and of the daily reconciliation."""

from datetime import date
from typing import Any

from contracts import payments as p
from contracts import registers as c
from tests.support.scripted import household
from tests.support.scripted.people import FLAT, NOW

DAY = date(2026, 11, 5)


def register() -> c.Register:
    return c.Register(
        register_id="r1",
        file_name="sber_0511.txt",
        profile="sber-branches",
        channel="ПАО СБЕРБАНК",
        imported_at=NOW,
        imported_by="system",
        rows=1204,
        repeated_rows=4,
        total_kopecks=184_512_345,
        first_day=DAY,
        last_day=DAY,
        document="417 от 06-11-2026",
        unmatched=2,
    )


def operation(
    operation_id: int = 5,
    account_number: str | None = None,
    order: str = "",
    readings: list[c.GivenReading] | None = None,
) -> c.Operation:
    return c.Operation(
        operation_id=operation_id,
        register_id="r1",
        file_name="sber_0511.txt",
        line=17,
        channel="ПАО СБЕРБАНК",
        operation=f"10000000000{operation_id}",
        paid_on=DAY,
        amount_kopecks=123_456,
        fee_kopecks=0,
        written_account="18011111",
        payer="Иванова А.П., г. Калуга, ул. Кирова, 12",
        order=order,
        account_number=account_number,
        assigned_by="accountant" if account_number else None,
        reason="квитанция абонента" if account_number else "",
        in_ledger=bool(account_number),
        readings=readings or [],
    )


def get_operation(request: c.OperationRef) -> c.Operation:
    return operation(request.operation_id, FLAT if request.operation_id == 6 else None)


def orphan(request: p.OrphanedOrderRef) -> p.OrphanedOrder:
    return p.OrphanedOrder(
        order_number="261105-8F2K9QWX4T",
        bank_order_id="0b1f4f0e-2a0f-7c1e-9f6f-6b1d02b9f1a2",
        amount_kopecks=75_000,
        kept_kopecks=70_000,
        paid_at=NOW,
        card_masked="220220**2424",
        description="Электроэнергия, лицевой счет 180111112",
        account_number=FLAT,
    )


def report() -> c.Reconciliation:
    differences = [
        c.Difference(
            kind="missing_here",
            what="payment",
            payment_id="P-paid-180111112",
            bank_order="b1",
            account_number=FLAT,
            bank_kopecks=75_000,
            ours_kopecks=None,
            ledger_kopecks=None,
            place="acquiring_0511.csv:14",
            advice="У банка заказ оплачен, в портале нет. Откройте платёж и нажмите «Спросить банк».",
        ),
        c.Difference(
            kind="missing_here",
            what="payment",
            payment_id=None,
            bank_order="=cmd()",
            account_number=None,
            bank_kopecks=100,
            ours_kopecks=None,
            ledger_kopecks=None,
            place="acquiring_0511.csv:15",
            advice="Такого заказа в портале нет.",
        ),
    ]
    return c.Reconciliation(
        day=DAY,
        made_at=NOW,
        made_by="timer",
        registers=1,
        matched=212,
        matched_kopecks=31_200_050,
        bank_kopecks=31_275_150,
        ours_kopecks=31_200_050,
        ledger_kopecks=31_200_050,
        differences=differences,
    )


def answers() -> dict[str, Any]:
    taken = c.RegisterTaken(taken=register(), repeated=False)
    line = c.ReconciliationLine(day=DAY, made_at=NOW, registers=1, matched=212, differences=2)
    profile = c.RegisterProfile(name="sber-branches", title="Сбербанк: отделения и «Сбербанк Онлайн»")
    return {
        "payments.list_register_profiles": c.RegisterProfiles(profiles=[profile]),
        "payments.take_register": taken,
        "payments.list_registers": c.RegisterList(registers=[register()]),
        "payments.list_operations": c.OperationList(operations=[operation(), operation(6, FLAT)]),
        "payments.list_unmatched": c.OperationList(operations=[operation()]),
        "payments.get_operation": get_operation,
        "payments.look_at_stray": orphan,
        "payments.restore_payment": household.payment(),
        "payments.assign_operation": operation(5, FLAT),
        "payments.release_operation": operation(6),
        "payments.list_reconciliations": c.ReconciliationList(days=[line]),
        "payments.get_reconciliation": report(),
        "payments.reconcile_day": report(),
    }
