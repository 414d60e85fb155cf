"""Money that the bank has given back by itself: entered for the account it is of.

Of an order of several accounts the bank does not say whose a part of the sum is: it waits for a person, who divides it
among the accounts. When nothing is left of the order, every account has got all of its money back, and nobody is asked.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.payments.lifecycle.states import REFUND_TRANSITIONS
from services.payments.lifecycle.transition import allowed
from services.payments.models import Part, Payment, Refund
from services.payments.refunds.complete import complete

log = logging.getLogger(__name__)

WHOLE = "returned_whole"


def of_no_account(refund: Refund) -> bool:
    """It waits for a person who says whose it is."""
    return refund.part is None and refund.state == "manual_review"


def enter(
    session: Session,
    payment: Payment,
    refunds: Sequence[Refund],
    sums: Sequence[int],
    reason: str,
    actor: str,
    now: datetime,
) -> None:
    """Enters these movements of the bank; `refunds` are all that the payment had before them. Its row is locked."""
    waiting = [refund for refund in refunds if of_no_account(refund)]
    known = payment.returned_kopecks + sum(refund.amount_kopecks for refund in waiting)
    several = len(payment.parts) > 1
    if several and known + sum(sums) == payment.amount_kopecks:
        waiting += [_of_no_account(session, payment, kopecks, reason, now) for kopecks in sums]
        _divide_rest(session, payment, waiting, actor, now, WHOLE)
        return
    for kopecks in sums:
        if several:
            refund = _of_no_account(session, payment, kopecks, reason, now)
            log.error(
                "the bank gave back money of an order of several accounts, a person must say of which",
                extra={"payment_id": payment.id, "refund_id": str(refund.id), "kopecks": kopecks},
            )
        else:
            _made(session, payment, payment.parts[0], kopecks, reason, actor, now, WHOLE)


def enter_rest(
    session: Session,
    payment: Payment,
    refunds: Sequence[Refund],
    reason: str,
    actor: str,
    now: datetime,
    *,
    whole: str,
) -> None:
    """Nothing of the order is left at the shop. `whole` is the transition of the payment by it."""
    waiting = [refund for refund in refunds if of_no_account(refund)]
    rest = payment.amount_kopecks - payment.returned_kopecks - sum(refund.amount_kopecks for refund in waiting)
    if len(payment.parts) == 1:
        _made(session, payment, payment.parts[0], rest, reason, actor, now, whole)
        return
    if rest:
        waiting.append(_of_no_account(session, payment, rest, reason, now))
    _divide_rest(session, payment, waiting, actor, now, whole)


def divide(
    session: Session,
    payment: Payment,
    refund: Refund,
    shares: Iterable[tuple[Part, int]],
    actor: str,
    now: datetime,
    whole: str = WHOLE,
) -> None:
    """Enters a sum of no account as refunds of these parts, which make the sum. The rows are locked (or new)."""
    refund.state = allowed(REFUND_TRANSITIONS, "divided", refund.state, str(refund.id)).target
    for part, kopecks in shares:
        _made(session, payment, part, kopecks, refund.reason, actor, now, whole, share_of=refund.id)


def _divide_rest(
    session: Session, payment: Payment, waiting: Iterable[Refund], actor: str, now: datetime, whole: str
) -> None:
    """The sums make what is left of the parts: they fill one after the other."""
    left = {part.nth: part.amount_kopecks - part.returned_kopecks for part in payment.parts}
    for refund in waiting:
        shares, sum_ = [], refund.amount_kopecks
        for part in payment.parts:
            if kopecks := min(left[part.nth], sum_):
                shares.append((part, kopecks))
                left[part.nth] -= kopecks
                sum_ -= kopecks
        divide(session, payment, refund, shares, actor, now, whole)


def _of_no_account(session: Session, payment: Payment, kopecks: int, reason: str, now: datetime) -> Refund:
    refund = _new(payment, None, kopecks, reason, now, None)
    refund.state = allowed(REFUND_TRANSITIONS, "of_no_account", refund.state, str(refund.id)).target
    session.add(refund)
    return refund


def _made(
    session: Session,
    payment: Payment,
    part: Part,
    kopecks: int,
    reason: str,
    actor: str,
    now: datetime,
    whole: str,
    share_of: UUID | None = None,
) -> None:
    refund = _new(payment, part.nth, kopecks, reason, now, share_of)
    session.add(refund)
    complete(session, payment, refund, actor, now, whole=whole)


def _new(payment: Payment, part: int | None, kopecks: int, reason: str, now: datetime, share_of: UUID | None) -> Refund:
    return Refund(
        id=uuid4(),
        payment_id=payment.id,
        part=part,
        share_of=share_of,
        origin="bank",
        amount_kopecks=kopecks,
        reason=reason,
        requested_by=None,
        created_at=now,
        state="sent",
        checks=0,
    )
