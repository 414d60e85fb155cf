"""Three books of one order: what the bank's register says, what the portal holds, what the ledger has. Pure.

A difference is only ever reported, with what a person can do about it; nothing is put right here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from contracts.registers import Difference, Mismatch

ASK_BANK = "Откройте платёж и нажмите «Спросить банк»: портал сверит заказ с банком и запишет ответ."
ADVICE: dict[tuple[Mismatch, str], str] = {
    (
        "missing_here",
        "unknown",
    ): "Такого заказа в портале нет, деньги не зачислены. Если банк подтверждает заказ, восстановите платёж.",
    ("missing_here", "payment"): "У банка заказ оплачен, в портале нет. " + ASK_BANK,
    ("missing_here", "refund"): "Банк вернул или отменил деньги, портал об этом не знает. " + ASK_BANK,
    ("missing_there", "payment"): "В портале оплачен, в реестре банка нет. Проверьте реестр следующего дня, затем "
    "нажмите «Спросить банк» на странице платежа.",
    (
        "missing_there",
        "refund",
    ): "Возврат выполнен, в реестре банка его нет. Проверьте реестр следующего дня.",
    ("amount_differs", "payment"): "Суммы в банке и в портале разные. Запросите у банка подтверждение операции.",
    ("repeated_there", "payment"): "Банк показывает оплату одного заказа дважды. Запросите у банка возврат лишней.",
    ("not_in_ledger", "payment"): "Оплата не дошла до лицевого счёта. Посмотрите отложенные сообщения службы расчётов.",
    (
        "not_in_ledger",
        "refund",
    ): "Возврата нет на лицевом счёте. Посмотрите отложенные сообщения службы расчётов.",
    ("ledger_differs", "payment"): "На лицевой счёт зачислена другая сумма или другой счёт. Позовите администратора.",
    ("ledger_differs", "refund"): "Сумма возврата на лицевом счёте другая. Позовите администратора.",
    ("in_review", "payment"): "Платёж ждёт решения сотрудника: откройте его и завершите проверку.",
}


@dataclass(frozen=True, slots=True)
class PartBooks:
    """What one account gets of an order, here and in the ledger; sums in kopecks, None where it has no line."""

    account_number: str
    amount: int
    refunded: int = 0
    ledger_paid: int | None = None
    ledger_account: str | None = None
    ledger_back: int = 0


@dataclass(frozen=True, slots=True)
class Books:
    """One order in all three books; sums in kopecks, None where a book has no line. `payment_id` is None for an
    order that is not ours. The bank knows the order, the ledger its parts."""

    payment_id: str | None
    bank_order: str | None
    parts: tuple[PartBooks, ...] = ()
    state: str = ""
    amount: int = 0
    paid: bool = False
    refunded: int = 0
    bank_paid: tuple[int, ...] = ()
    bank_back: int = 0
    place: str = ""

    @property
    def account_number(self) -> str | None:
        """Of an order of one account."""
        return self.parts[0].account_number if len(self.parts) == 1 else None

    @property
    def ledger_paid(self) -> int | None:
        """What the ledger has of all parts; None where it has nothing."""
        return _sum(part.ledger_paid for part in self.parts)

    @property
    def ledger_back(self) -> int:
        return sum(part.ledger_back for part in self.parts)


def _sum(sums: Iterable[int | None]) -> int | None:
    known = [kopecks for kopecks in sums if kopecks is not None]
    return sum(known) if known else None


@dataclass(slots=True)
class Findings:
    """What a comparison of a day has found."""

    matched: int = 0
    matched_kopecks: int = 0
    differences: list[Difference] = field(default_factory=list)


def compare(books: list[Books], bank_known: bool) -> Findings:
    """`bank_known`: a register of the acquirer for this day is there, so what it does not name is missing there."""
    found = Findings()
    for order in books:
        differences = [*_payment(order, bank_known), *_refund(order, bank_known)]
        found.differences += differences
        if not differences:
            found.matched += 1
            found.matched_kopecks += order.amount - order.refunded
    return found


def _payment(order: Books, bank_known: bool) -> Iterator[Difference]:
    bank = sum(order.bank_paid) if order.bank_paid else None
    ours = order.amount if order.paid else None
    if order.payment_id is None:
        yield _difference("missing_here", "payment", order, bank, None, None, advice=("missing_here", "unknown"))
        return
    if order.state == "manual_review":
        yield _difference("in_review", "payment", order, bank, ours, order.ledger_paid)
    elif bank is not None and not order.paid:
        yield _difference("missing_here", "payment", order, bank, ours, order.ledger_paid)
    if len(order.bank_paid) > 1:
        yield _difference("repeated_there", "payment", order, bank, ours, order.ledger_paid)
    elif bank is not None and bank != order.amount:
        yield _difference("amount_differs", "payment", order, bank, order.amount, order.ledger_paid)
    if order.paid and bank is None and bank_known and order.state != "reversed":
        yield _difference("missing_there", "payment", order, None, ours, order.ledger_paid)
    for part in order.parts:
        yield from _credit(order, part, bank)


def _credit(order: Books, part: PartBooks, bank: int | None) -> Iterator[Difference]:
    ours = part.amount if order.paid else None
    if order.paid and part.ledger_paid is None:
        yield _difference("not_in_ledger", "payment", order, bank, ours, None, part)
    elif part.ledger_paid is not None and (part.ledger_paid, part.ledger_account) != (ours, part.account_number):
        yield _difference("ledger_differs", "payment", order, bank, ours, part.ledger_paid, part)


def _refund(order: Books, bank_known: bool) -> Iterator[Difference]:
    """Money back. An order that was reversed before settlement is in no register at all."""
    bank, ours, ledger = order.bank_back, order.refunded, order.ledger_back
    if order.payment_id is None:
        return
    if bank > ours:
        yield _difference("missing_here", "refund", order, bank, ours, ledger)
    elif bank < ours and bank_known and order.state != "reversed":
        yield _difference("missing_there", "refund", order, bank, ours, ledger)
    for part in order.parts:
        if part.ledger_back < part.refunded:
            yield _difference("not_in_ledger", "refund", order, bank, part.refunded, part.ledger_back, part)
        elif part.ledger_back > part.refunded:
            yield _difference("ledger_differs", "refund", order, bank, part.refunded, part.ledger_back, part)


def _difference(
    kind: Mismatch,
    what: Literal["payment", "refund"],
    order: Books,
    bank: int | None,
    ours: int | None,
    ledger: int | None,
    part: PartBooks | None = None,
    advice: tuple[Mismatch, str] | None = None,
) -> Difference:
    return Difference(
        kind=kind,
        what=what,
        payment_id=order.payment_id,
        bank_order=order.bank_order,
        account_number=part.account_number if part else order.account_number,
        bank_kopecks=bank,
        ours_kopecks=ours,
        ledger_kopecks=ledger,
        place=order.place,
        advice=ADVICE[advice or (kind, what)],
    )
