"""How much of an order has gone back to the payer, from a status answer. Pure.

Installations of one gateway differ in what `deposited` means: what was taken, or what is left of it after refunds. Both
are read alike, and what is neither is a contradiction for a person. The listed operations must agree with the sums.
"""

from dataclasses import dataclass

from services.payments.bank.replies import OrderState, OrderStatus

TAKEN = (OrderStatus.DEPOSITED, OrderStatus.REFUNDED, OrderStatus.REVERSED)
"""The money of the order was taken once."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Parts of one answer exclude each other."""

    reason: str


def returned(state: OrderState) -> int | Contradiction | None:
    """Kopecks that have gone back; None for an unpaid order and where the answer does not tell how many."""
    if state.status not in TAKEN:
        return None
    by_sums = _by_sums(state)
    if not state.returns:
        return by_sums
    listed = sum(operation.kopecks for operation in state.returns)
    if listed > state.amount:
        return Contradiction(f"operations give back {listed} of {state.amount} kopecks")
    if isinstance(by_sums, int) and by_sums != listed:
        return Contradiction(f"operations give back {listed} kopecks, the sums {by_sums}")
    return listed if by_sums is None else by_sums


def kept(state: OrderState) -> int | None:
    """What of the payer's money the shop has now; None while the answer does not tell it or contradicts itself."""
    gone = returned(state)
    return state.amount - gone if isinstance(gone, int) else None


def holds_money(state: OrderState) -> bool:
    """Whether the shop has any money of the order, also where it is not certain how much."""
    certain = kept(state)
    return state.status in TAKEN and (bool(state.deposited) if certain is None else certain > 0)


def _by_sums(state: OrderState) -> int | Contradiction | None:
    amount, deposited, refunded = state.amount, state.deposited, state.refunded
    told = f"deposited {deposited} and refunded {refunded} of {amount} kopecks"
    if any(not 0 <= value <= amount for value in (deposited, refunded) if value is not None):
        return Contradiction(told)
    if state.status == OrderStatus.REVERSED:
        whole = deposited in (None, 0, amount) and refunded in (None, 0, amount)
        return amount if whole else Contradiction(f"{told} in a reversed order")
    undone = sum(operation.kopecks for operation in state.returns or () if operation.reversal)
    if refunded is None:
        return _without_refunded(state, undone, told)
    if deposited not in (None, amount, amount - undone, amount - undone - refunded) or undone + refunded > amount:
        return Contradiction(told)
    # A refunded order of which nothing was refunded: the sums are older than the status.
    return None if state.status == OrderStatus.REFUNDED and not refunded else undone + refunded


def _without_refunded(state: OrderState, undone: int, told: str) -> int | Contradiction | None:
    deposited, refunded = state.deposited, state.status == OrderStatus.REFUNDED
    if deposited in (None, state.amount, state.amount - undone):
        return None if refunded else undone
    return state.amount - (deposited or 0) if refunded else Contradiction(told)
