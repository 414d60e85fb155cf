"""Move a payment to the account that it was meant for: two linked entries, the payment itself stays in the ledger."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.billing import PaymentTransfer, TransferDone, TransferSide
from services.billing.accounts.known import known_account
from services.billing.ledger.balance import balance
from services.billing.ledger.models import Entry
from services.billing.ledger.posting import Fact, hold_account, post
from services.billing.settings import BillingWork

TAKEN, GIVEN = "transfer_from", "transfer_to"


def transfer_payment(work: BillingWork, request: PaymentTransfer) -> TransferDone:
    """Take a payment, whole, from one account and credit it to another one, on its own day.

    Refusals "account_not_found", "transfer_not_possible" for a credit that the account does not have, that was taken
    back or moved before, and for the same account.
    """
    with once(work.session, f"transfer_payment:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(TransferDone)
        # Both are held in one order, whoever moves what where: a payment is moved once.
        for number in sorted({request.account_number, request.to_account}):
            hold_account(work.session, number)
        entry = _movable(work.session, request)
        kopecks, paid_on = -entry.amount_kopecks, entry.paid_on
        assert paid_on is not None
        reference = f"{entry.source}:{entry.source_ref}"
        sides = []
        for source, number, kind, amount, words in (
            (TAKEN, request.account_number, "refund", kopecks, f"перенесено на счёт {request.to_account}"),
            (GIVEN, request.to_account, "credit", -kopecks, f"перенесено со счёта {request.account_number}"),
        ):
            before = balance(work.session, number)
            post(
                work.session,
                Fact(
                    source=source,
                    reference=reference,
                    account_number=number,
                    kind=kind,
                    amount=amount,
                    occurred_at=work.now,
                    day=paid_on,
                    title=f"{words}: {request.ground}",
                    origin=entry.source_ref,
                ),
            )
            audit.record(
                work.session,
                work.now,
                "transfer_payment",
                account=number,
                subject=reference,
                amount_kopecks=str(amount),
                ground=request.ground,
            )
            name = known_account(work.session, number).full_name
            after = before + amount
            sides.append(
                TransferSide(account_number=number, full_name=name, before_kopecks=before, after_kopecks=after)
            )
        answer = TransferDone(amount_kopecks=kopecks, paid_on=paid_on, taken=sides[0], given=sides[1])
        slot.keep(answer)
    return answer


def _movable(session: Session, request: PaymentTransfer) -> Entry:
    if request.account_number == request.to_account:
        raise Refusal("transfer_not_possible", "Выберите другой лицевой счет", "to_account")
    number = int(request.credit) if request.credit.isdecimal() else -1
    entry = session.scalar(
        select(Entry).where(Entry.account_number == request.account_number, Entry.id == number, Entry.kind == "credit")
    )
    if entry is None:
        raise Refusal("transfer_not_possible", "У этого лицевого счета такой оплаты нет", "credit")
    back = select(Entry.id).where(
        Entry.account_number == request.account_number, Entry.origin_ref == entry.source_ref, Entry.kind == "refund"
    )
    if session.scalar(back.limit(1)) is not None:
        raise Refusal("transfer_not_possible", "Эту оплату уже вернули или перенесли", "credit")
    return entry
