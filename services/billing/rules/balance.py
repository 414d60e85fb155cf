"""What an account owes for energy (rule B3). All sums in kopecks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """The debt (+) or overpayment (-) at the end of a period, and how the bill says it."""

    closing: int

    @property
    def to_pay(self) -> int:
        return max(0, self.closing)

    @property
    def overpaid(self) -> int:
        return max(0, -self.closing)


def close(opening: int, charged: int, recalculated: int, paid: int) -> Balance:
    """Opening + charged + recalculated - paid (B41, B42); penalties and duties are never part of it."""
    return Balance(opening + charged + recalculated - paid)


def paid_for_bill(
    payments: Iterable[tuple[datetime, int]], published: datetime, next_published: datetime | None = None
) -> int:
    """«Оплачено по текущей квитанции»: payments from a bill's publication until the next one's (B45, M4.1.10)."""
    return sum(
        kopecks
        for paid_at, kopecks in payments
        if paid_at >= published and (next_published is None or paid_at < next_published)
    )
