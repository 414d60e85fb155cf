"""Records what was asked of the bank and what it replied."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.payments.bank.replies import (
    CommandAnswer,
    OrderState,
    Receipts,
    ReceiptsAnswer,
    RegisterAnswer,
    SbpAnswer,
    StateAnswer,
)
from services.payments.metrics import BANK_ANSWERS
from services.payments.models import BankCall

Answer = RegisterAnswer | StateAnswer | CommandAnswer | ReceiptsAnswer | SbpAnswer


def record(session: Session, payment_id: str, method: str, answer: Answer, actor: str, now: datetime) -> None:
    """Adds the call to the session. The answers hold no card data beyond the masked number."""
    BANK_ANSWERS.labels(method, type(answer).__name__).inc()
    session.add(
        BankCall(
            payment_id=payment_id,
            at=now,
            actor=actor,
            method=method,
            answer=type(answer).__name__,
            details=_plain(answer),
        )
    )


def intend(session: Session, payment_id: str, method: str, actor: str, now: datetime) -> None:
    """Before a request that changes something at the bank: what was meant is known even if we die over it."""
    session.add(BankCall(payment_id=payment_id, at=now, actor=actor, method=method, answer="Intended", details={}))


def _plain(answer: Answer) -> dict[str, Any]:
    details = asdict(answer)
    if isinstance(answer, Receipts):
        return {"receipts": ", ".join(f"{one.kind} {one.status} {one.document}" for one in answer.receipts)}
    if isinstance(answer, OrderState):
        del details["parameters"]  # the payer's address may be among them
        details["paid_at"] = answer.paid_at.isoformat() if answer.paid_at else None
        details["returns"] = None if answer.returns is None else [asdict(operation) for operation in answer.returns]
    return {name: value for name, value in details.items() if value is not None}
