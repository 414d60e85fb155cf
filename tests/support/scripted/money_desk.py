"""What billing tells of corrections, payouts and owners of the flat."""

from datetime import date, timedelta
from typing import Any

from contracts import auth, billing
from tests.support.scripted.people import FLAT, NOW

NAME = "Иванова Анна Петровна"


def correction(reference: str = "c1", **more: Any) -> billing.CorrectionLine:
    row = {
        "reference": reference,
        "posted_at": NOW - timedelta(days=3),
        "period": "2026-11",
        "amount_kopecks": -12_050,
        "ground": "Акт № 7: счётчик спешил",
        "volume": -16,
        "zone": "one",
        "month": "2026-08",
        "vat_rate": 22,
        "vat_kopecks": -2_173,
        "undoes": None,
        "undone_by": None,
    } | more
    return billing.CorrectionLine.model_validate(row)


def effect(request: Any) -> billing.CorrectionEffect:
    amount = getattr(request, "amount_kopecks", 12_050)
    return billing.CorrectionEffect(
        account_number=FLAT,
        full_name=NAME,
        before_kopecks=10_000,
        after_kopecks=10_000 + amount,
        period="2026-11",
        vat_rate=22,
        vat_kopecks=-2_173,
        correction=None,
    )


def payout(state: billing.PayoutState = "requested", **more: Any) -> billing.Payout:
    row = {
        "payout_id": f"p-{state}",
        "account_number": FLAT,
        "full_name": NAME,
        "amount_kopecks": 50_000,
        "recipient": "Иванова Анна Петровна",
        "bank_account": "40817810099910004312",
        "bik": "044525225",
        "bank_name": "ПАО Сбербанк",
        "application": "45 от 20.11.2026",
        "state": state,
        "requested_by": "operator",
        "requested_at": NOW - timedelta(days=2),
        "approved_by": "accountant" if state in ("approved", "paid") else "",
        "approved_at": NOW - timedelta(days=1) if state in ("approved", "paid") else None,
        "paid_on": None,
        "order_number": "",
        "reason": "",
    } | more
    return billing.Payout.model_validate(row)


def payouts(request: billing.PayoutsQuery) -> billing.Payouts:
    states: tuple[billing.PayoutState, ...] = (request.state,) if request.state else ("requested", "approved")
    return billing.Payouts(payouts=[payout(state) for state in states], more=False)


def owners() -> billing.OwnerTerms:
    former = billing.OwnerTerm(
        full_name="Петров Пётр Петрович",
        since=None,
        until=date(2026, 5, 31),
        ground="",
        debt_kopecks=123_456,
        penalty_kopecks=4_210,
        entries=[],
    )
    present = billing.OwnerTerm(
        full_name=NAME,
        since=date(2026, 6, 1),
        until=None,
        ground="выписка ЕГРН от 01.06.2026",
        debt_kopecks=-50_000,
        penalty_kopecks=0,
        entries=[],
    )
    return billing.OwnerTerms(account_number=FLAT, terms=[present, former])


def closed(request: billing.ClosedAccountsQuery) -> billing.ClosedAccounts:
    first = billing.ClosedAccount(
        account_number=FLAT,
        full_name="=Иванова Анна Петровна",
        closed_on=date(2026, 10, 20),
        balance_kopecks=-50_000,
        penalty_kopecks=0,
        last_bill="2026-10",
    )
    debtor = first.model_copy(update={"account_number": "180111120", "balance_kopecks": 123_456, "last_bill": None})
    return billing.ClosedAccounts(accounts=[debtor if request.after else first], more=request.after is None)


def transferred(request: billing.PaymentTransfer) -> billing.TransferDone:
    taken, given = (
        billing.TransferSide(account_number=number, full_name="Иванова", before_kopecks=before, after_kopecks=after)
        for number, before, after in ((request.account_number, 0, 12_345), (request.to_account, 12_345, 0))
    )
    return billing.TransferDone(amount_kopecks=12_345, paid_on=date(2026, 11, 1), taken=taken, given=given)


def answers() -> dict[str, Any]:
    renamed = billing.RenamedAccount(account_number=FLAT, was="Петров Пётр", now="Иванова Анна", changed_at=NOW)
    return {
        "billing.list_closed_accounts": closed,
        "billing.list_renamed": billing.RenamedAccounts(accounts=[renamed], more=False),
        "billing.transfer_payment": transferred,
        "billing.list_corrections": billing.CorrectionList(
            corrections=[correction(), correction("c0", undone_by="c1")]
        ),
        "billing.preview_correction": effect,
        "billing.undo_correction": effect,
        "billing.preview_undo": effect,
        "billing.request_payout": payout(),
        "billing.list_payouts": payouts,
        "billing.approve_payout": payout("approved"),
        "billing.record_payout": payout("paid", paid_on=date(2026, 11, 24), order_number="17"),
        "billing.refuse_payout": payout("refused", reason="Счёт закрыт"),
        "billing.export_payouts": billing.PayoutFile(name="payouts.csv", content="payout\n", count=0),
        "billing.list_owners": owners(),
        "billing.change_owner": owners(),
        "auth.detach_account": auth.Detached(account_number=FLAT, cabinets=1, closed=1),
    }
