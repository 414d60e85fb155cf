"""Accounts and their payments, alone and together, against the contrary bank: what may happen, and what must hold after
each step."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select, text

from chassis.context import Caller
from chassis.errors import Refusal
from contracts import payments as c
from services.payments.callbacks.receive_callback import receive_callback
from services.payments.dependencies import PaymentsCall
from services.payments.models import Part, Payment, Refund
from services.payments.ordering.cancel_payment import cancel_payment
from services.payments.ordering.start_payment import start_payment
from services.payments.refunds.refund_payment import refund_payment
from services.payments.review.resolve_payment import ask_bank
from services.payments.review.resolve_refund import resolve_refund
from tests.integration.payments.conftest import House, MovedClock
from tests.support.contrary_bank.order import Order, Traits
from tests.support.contrary_bank.server import ContraryBank
from tests.support.contrary_bank.signing import Signers
from tests.support.contrary_bank.wire import ENDS, Ruin

WAITS_FOR_STAFF = "manual_review"
SIGNERS = ("new token", "old token", "new key", "old key", "foreign token", "foreign key")
COMMANDS = ("register", "getOrderStatusExtended", "refund", "reverse", "decline")

any_traits = st.builds(
    Traits,
    net=st.booleans(),
    sums=st.sampled_from(["told", "told", "absent", "null", "beside"]),
    lists=st.sampled_from(["operations", "refunds", "both", "empty", "absent"]),
    keys=st.booleans(),
    numbers=st.sampled_from([int, str]),
    currency=st.sampled_from(["top", "card", "absent"]),
    code=st.sampled_from(["7", "5"]),
)
ruins = st.builds(
    Ruin, method=st.sampled_from(COMMANDS), done=st.booleans(), cut=st.integers(0, 700), end=st.sampled_from(ENDS)
)


def shares(payment: Payment, kopecks: int) -> list[c.PartSum]:
    """The sum divided among the accounts, the last one first."""
    found = []
    for part in reversed(payment.parts):
        if share := min(kopecks, part.amount_kopecks - part.returned_kopecks):
            found.append(c.PartSum(account_number=part.account_number, amount_kopecks=share))
            kopecks -= share
    return found


class Story(RuleBasedStateMachine):
    """Three accounts and their payments, against one bank."""

    call: PaymentsCall
    bank: ContraryBank
    clock: MovedClock
    signers: Signers
    accounts = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).accounts += 1
        self.numbers = [f"{180_000_000 + place * 1_000_000 + type(self).accounts}" for place in range(3)]
        self.house = House(self.call, self.bank, self.clock, None)  # type: ignore[arg-type]
        self.bank.ruins, self.bank.behind = [], 0
        self.payments: list[str] = []
        self.keys = 0

    @rule(traits=any_traits)
    def another_installation(self, traits: Traits) -> None:
        self.bank.traits = Traits(
            **{**vars(traits), "keeps_keys": self.call.dependencies.bank.refunds_by_key}  # as its generation does
        )

    @rule(kopecks=st.integers(1, 1000), further=st.lists(st.integers(1, 1000), max_size=2), first=st.integers(0, 2))
    def press_pay(self, kopecks: int, further: Sequence[int] = (), first: int = 0) -> None:
        """One order for as many accounts as there are sums, beginning with any of the three."""
        self.keys += 1
        numbers = self.numbers[first:] + self.numbers[:first]
        with suppress(Refusal):
            started = start_payment(
                self.call,
                c.PaymentRequest(
                    account_number=numbers[0],
                    address="",
                    amount_kopecks=kopecks,
                    readings=None,
                    receipt_email=None,
                    idempotency_key=f"{self.numbers[0]}-key-{self.keys}",
                    further=[
                        c.PartRequest(account_number=number, address="", amount_kopecks=sum_, readings=None)
                        for number, sum_ in zip(numbers[1:], further, strict=False)
                    ],
                ),
            )
            if started.payment_id not in self.payments:
                self.payments.append(started.payment_id)

    @precondition(lambda self: self.payments)
    @rule()
    def pay_at_the_bank(self) -> None:
        order = self.order()
        if order and not order.closed and not order.paid:
            self.bank.remember(order)
            order.paid = True

    @precondition(lambda self: self.payments)
    @rule(part=st.integers(1, 1000), whole=st.booleans(), nth=st.integers(0, 2))
    def staff_give_back(self, part: int, whole: bool, nth: int = 0) -> None:
        payment = self.payment()
        self.keys += 1
        of = payment.parts[nth % len(payment.parts)]
        kopecks = of.amount_kopecks if whole else part
        with suppress(Refusal):
            refund_payment(
                self.house.by("staff-1"),
                c.RefundRequest(
                    payment_id=payment.id,
                    amount_kopecks=kopecks,
                    reason="ошибочный платеж",
                    idempotency_key=f"{self.numbers[0]}-refund-{self.keys}",
                    account_number=of.account_number,
                ),
            )

    @precondition(lambda self: self.payments)
    @rule()
    def staff_say_whose_it_is(self) -> None:
        """What the bank has given back without naming an account, as far as the accounts have it."""
        for _, payment, refunds in self.books():
            for refund in refunds:
                if refund.part is not None or refund.state != WAITS_FOR_STAFF:
                    continue
                self.keys += 1
                with suppress(Refusal):
                    resolve_refund(
                        self.house.by("staff-1"),
                        c.RefundSettlement(
                            refund_id=str(refund.id),
                            decision="done",
                            reason="плательщик назвал счёт",
                            idempotency_key=f"{self.numbers[0]}-shares-{self.keys}",
                            parts=shares(self.house.payment(payment.id), refund.amount_kopecks),
                        ),
                    )

    @precondition(lambda self: self.payments)
    @rule(kopecks=st.integers(1, 300), reversal=st.booleans())
    def the_bank_gives_back(self, kopecks: int, reversal: bool) -> None:
        if order := self.order():
            self.bank.remember(order)
            order.give_back(order.amount if reversal else kopecks, None, by_shop=False, reversal=reversal)

    @precondition(lambda self: self.payments)
    @rule()
    def the_bank_settles(self) -> None:
        if order := self.order():
            order.settled = True

    @precondition(lambda self: self.payments)
    @rule()
    def the_payer_claims_back(self) -> None:
        order = self.order()
        if order and order.paid:
            order.chargeback = True

    @precondition(lambda self: self.payments)
    @rule(signer=st.sampled_from(SIGNERS), operation=st.sampled_from(["deposited", "refunded", "reversed"]))
    def a_callback_comes(self, signer: str, operation: str) -> None:
        """Before, after, twice: it is only ever a reason to ask."""
        order = self.order()
        parameters = {"orderNumber": self.payments[-1], "operation": operation, "status": "1"}
        parameters["mdOrder"] = order.id if order else "none"
        signed = self.signers.signed(parameters, signer)
        callback = c.BankCallback(transport="get", parameters=signed, raw="", remote_ip="127.0.0.1")
        assert receive_callback(self.call, callback).authentic is not signer.startswith("foreign")

    @precondition(lambda self: self.payments)
    @rule()
    def staff_ask(self) -> None:
        ask_bank(self.house.by("staff-1"), c.PaymentRef(payment_id=self.payments[-1]))

    @precondition(lambda self: self.payments)
    @rule()
    def the_customer_cancels(self) -> None:
        seen = Caller(user_id="user-1", role="customer", owns=frozenset(self.numbers))
        with suppress(Refusal):
            cancel_payment(self.house.by(seen), c.PaymentRef(payment_id=self.payments[-1]))

    @rule(ruin=ruins)
    def an_answer_will_break(self, ruin: Ruin) -> None:
        self.bank.ruins.append(ruin)

    @rule()
    def the_next_status_is_behind(self) -> None:
        self.bank.behind = 1

    @rule(minutes=st.sampled_from([1, 30, 1500]))
    def time_passes(self, minutes: int) -> None:
        self.house.pass_time(minutes=minutes)
        self.house.poll()

    @invariant()
    def no_more_is_given_back_than_was_asked(self) -> None:
        for order, payment, refunds in self.books():
            asked = sum(refund.amount_kopecks for refund in refunds if refund.origin == "staff")
            assert order is None or order.by_shop <= asked
            assert payment.returned_kopecks <= (order.returned if order else 0), "never invented"
            assert payment.returned_kopecks == sum(one.amount_kopecks for one in refunds if one.state == "done")
            for part in payment.parts:
                mine = [one for one in refunds if one.part == part.nth and one.state == "done"]
                assert part.returned_kopecks == sum(one.amount_kopecks for one in mine) <= part.amount_kopecks

    @invariant()
    def each_account_gets_its_own(self) -> None:
        for _, payment, _ in self.books():
            assert sum(part.amount_kopecks for part in payment.parts) == payment.amount_kopecks
            told: dict[str, list[int]] = {}
            for kind, body in self.events(payment.id):
                if "succeeded" in kind:
                    told.setdefault(body["account_number"], []).append(body["amount_kopecks"])
            owed = {part.account_number: [part.amount_kopecks] for part in payment.parts}
            assert told == (owed if payment.paid_at else {})

    @invariant()
    def every_movement_is_told_once(self) -> None:
        for order, payment, _ in self.books():
            events = self.events(payment.id)
            assert sum("succeeded" in kind for kind, _ in events) == (len(payment.parts) if payment.paid_at else 0)
            assert payment.paid_at is None or (order and order.paid)
            for part in payment.parts:
                back = [body for kind, body in events if "refunded" in kind and body["credit_id"] == part.id]
                assert sum(body["amount_kopecks"] for body in back) == part.returned_kopecks
                assert {body["account_number"] for body in back} <= {part.account_number}

    @invariant()
    def nobody_can_pay_two_orders(self) -> None:
        shown = [payment for _, payment, _ in self.books() if payment.state == "awaiting_bank"]
        payable = [number for one in shown if one.session_ends_at > self.call.now for number in one.accounts]
        assert len(payable) == len(set(payable))

    def teardown(self) -> None:
        """When the outside is whole again, both books agree or a person is called."""
        self.bank.ruins, self.bank.behind = [], 0
        for _ in range(3):
            self.house.pass_time(hours=3)
            for payment_id in self.payments:
                ask_bank(self.house.by("staff-1"), c.PaymentRef(payment_id=payment_id))
            self.house.poll()
        for order, payment, refunds in self.books():
            person = payment.concern or payment.state == WAITS_FOR_STAFF
            unsure = any(refund.state in ("unknown", "sent", "requested", WAITS_FOR_STAFF) for refund in refunds)
            taken = bool(order and order.paid)
            if not person:
                assert (payment.paid_at is not None) == (taken and (payment.state != "cancelled"))
            if payment.paid_at and not person and not unsure:
                assert order is not None and payment.returned_kopecks == order.returned
            if payment.paid_at and order and order.chargeback:
                assert payment.chargeback_at

    def payment(self) -> Payment:
        return self.house.payment(self.payments[-1])

    def order(self) -> Order | None:
        return self.bank.orders.get(self.payments[-1]) if self.payments else None

    def books(self) -> list[tuple[Order | None, Payment, list[Refund]]]:
        with self.call.database.transaction() as session:
            mine = select(Part.payment_id).where(Part.account_number.in_(self.numbers))
            rows = session.scalars(select(Payment).where(Payment.id.in_(mine))).all()
            found = session.scalars(select(Refund).where(Refund.payment_id.in_([row.id for row in rows]))).all()
        return [(self.bank.orders.get(row.id), row, [one for one in found if one.payment_id == row.id]) for row in rows]

    def events(self, payment_id: str) -> list[tuple[str, dict[str, Any]]]:
        query = text("select type, body from outbox where body::text like :name order by seq")
        with self.call.database.transaction() as session:
            rows = session.execute(query, {"name": f"%{payment_id}%"}).all()
        return [(row.type, json.loads(row.body)) for row in rows]
