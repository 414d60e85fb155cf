"""The payment page's side of the bank: cards, 3-D Secure answers, and what the bank does by itself."""

import secrets
import time
from datetime import datetime
from functools import partial

from deploy.simulators.bank_sandbox import cards
from deploy.simulators.bank_sandbox.acquirer import Acquirer
from deploy.simulators.bank_sandbox.card_form import CardForm
from deploy.simulators.bank_sandbox.order import WRONG_CODE, Order, now_ms, reference
from deploy.simulators.bank_sandbox.records import Card
from wording.moscow import MOSCOW


class Cashier:
    """Takes money for the orders in the acquirer's books."""

    def __init__(self, bank: Acquirer) -> None:
        self._bank = bank

    def pay(self, order_id: str, form: CardForm) -> Order:
        """A card was entered: the order is afterwards challenged, paid or declined."""
        with self._bank.books.changing(order_id) as order:
            verdict = cards.judge(form.pan, form.expiry, form.cvc, order.amount, datetime.now(MOSCOW).date())
            expiration = f"20{form.expiry[3:]}{form.expiry[:2]}"
            masked = cards.mask(form.pan)
            card = Card(masked_pan=masked, expiration=expiration, holder=form.holder, system=verdict.system)
            order.attempt(card, now_ms())
            if verdict.code:
                order.ask_code(verdict.code, verdict.action_code)
                return order.model_copy(deep=True)
        return self._settle(order_id, verdict.action_code)

    def confirm(self, order_id: str, code: str) -> Order:
        """The answer to the 3-D Secure question; a wrong code ends the attempt."""
        order = self._bank.books.copy(order_id)
        if order.challenge is None:
            return order
        right = secrets.compare_digest(code.encode(), order.challenge.code.encode())
        return self._settle(order_id, order.challenge.action_code if right else WRONG_CODE)

    def reverse(self, order_id: str) -> None:
        """The bank takes the payment back by itself, at any time."""
        with self._bank.books.changing(order_id) as order:
            order.reverse(None, reference(), now_ms(), by_bank=True)
        self._bank.callbacks.tell(order, "reversed")

    def refund(self, order_id: str, amount: int) -> None:
        """The merchant's people give money back in the bank's cabinet: without a key of the shop."""
        with self._bank.books.changing(order_id) as order:
            order.refund(amount, None, reference(), now_ms())
        self._bank.callbacks.tell(order, "refunded")

    def charge_back(self, order_id: str) -> None:
        """The payer claims the money back through the issuer. The shop is told by the status alone."""
        with self._bank.books.changing(order_id) as order:
            order.chargeback = True

    def _settle(self, order_id: str, action_code: int) -> Order:
        early = self._bank.callbacks.early_notice(self._bank.books.copy(order_id))
        if early:
            time.sleep(early.seconds)
        with self._bank.books.changing(order_id) as order:
            taken = order.settle(action_code, reference(), now_ms())
            snapshot = order.model_copy(deep=True)
        self._bank.callbacks.tell(snapshot, "approved" if snapshot.two_stage else "deposited", int(taken))
        late = self._bank.faults.take("payment", snapshot.number, "late_reversal") if taken else None
        if late:
            self._bank.timetable.after(late.seconds, partial(self.reverse, order_id))
        return snapshot
