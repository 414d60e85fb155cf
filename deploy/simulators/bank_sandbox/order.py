"""One order of the bank and what may happen to it. Time comes in as milliseconds since the epoch."""

import secrets
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import Any, Literal

from pydantic import BaseModel, Field

from deploy.simulators.bank_sandbox import refusals
from deploy.simulators.bank_sandbox.records import Card, Challenge, Delivery, Operation
from wording.moscow import MOSCOW

MAX_ATTEMPTS = 3
NO_ATTEMPT, SESSION_EXPIRED, EXHAUSTED, WRONG_CODE = -100, -2007, -2013, -2006


class Status(IntEnum):
    """orderStatus of the protocol."""

    REGISTERED = 0
    HELD = 1
    DEPOSITED = 2
    REVERSED = 3
    REFUNDED = 4
    CHALLENGED = 5
    DECLINED = 6


class Order(BaseModel):
    """The bank's record. Amounts are kopecks; `closed` = the shop cancelled it or its time ran out."""

    id: str
    number: str
    amount: int
    currency: str = "643"
    description: str = ""
    return_url: str
    fail_url: str | None = None
    language: str = "ru"
    params: dict[str, str] = Field(default_factory=dict)
    email: str | None = None
    bundle: dict[str, Any] | None = None
    two_stage: bool = False
    generation: Literal["classic", "ecom"]
    callback_url: str | None = None
    registered: int
    expires: int
    status: Status = Status.REGISTERED
    action_code: int = NO_ATTEMPT
    attempts: int = 0
    closed: bool = False
    card: Card | None = None
    challenge: Challenge | None = None
    approved: int = 0
    deposited: int = 0
    refunded: int = 0
    chargeback: bool = False
    """The payer has claimed the money back through the issuer."""
    operations: list[Operation] = Field(default_factory=list)
    deliveries: list[Delivery] = Field(default_factory=list)

    def payable(self, now: int) -> bool:
        unpaid = self.status in (Status.REGISTERED, Status.CHALLENGED, Status.DECLINED)
        return unpaid and not self.closed and self.attempts < MAX_ATTEMPTS and now < self.expires

    def attempt(self, card: Card, now: int) -> None:
        """A card was entered: one of the three attempts is spent."""
        if not self.payable(now):
            raise self._why_not_payable(now)
        self.attempts += 1
        self.card = card
        self.challenge = None

    def ask_code(self, code: str, action_code: int) -> None:
        self.status = Status.CHALLENGED
        self.challenge = Challenge(code=code, action_code=action_code)

    def settle(self, action_code: int, reference: str, now: int) -> bool:
        """The issuer has answered; returns whether the money was taken or held: once for an order."""
        if self.status in (Status.HELD, Status.DEPOSITED, Status.REVERSED, Status.REFUNDED):
            raise refusals.wrong_state()
        if self.closed:
            raise refusals.expired()
        self.challenge = None
        self.action_code = action_code
        if action_code != 0:
            self.status = Status.DECLINED
            if self.attempts >= MAX_ATTEMPTS:
                self.action_code = EXHAUSTED
            return False
        self.approved = self.amount
        self.status = Status.HELD if self.two_stage else Status.DEPOSITED
        self.deposited = 0 if self.two_stage else self.amount
        kind: Literal["PREAUTHORIZATION", "AUTHORIZATION"]
        kind = "PREAUTHORIZATION" if self.two_stage else "AUTHORIZATION"
        done = Operation(date=now, type=kind, amount=self.amount, reference=reference)
        self.operations.append(done.model_copy(update={"approval_code": reference[-6:]}))
        return True

    def complete(self, amount: int, reference: str, now: int) -> None:
        """Takes what was held, or a part of it (0 = all)."""
        if self.status != Status.HELD:
            raise refusals.wrong_state()
        if amount > self.approved:
            raise refusals.hold_exceeded()
        self.deposited = amount or self.approved
        self.status = Status.DEPOSITED
        self.operations.append(Operation(date=now, type="COMPLETION", amount=self.deposited, reference=reference))

    def reverse(
        self, amount: int | None, reference: str, now: int, *, by_bank: bool = False, with_cart: bool = False
    ) -> None:
        """Undoes the authorisation before settlement: one stage on the same Moscow day, two until deposit."""
        if self.status not in (Status.HELD, Status.DEPOSITED):
            raise refusals.wrong_state()
        if not by_bank and self.status == Status.DEPOSITED and moscow_day(self.taken_at()) != moscow_day(now):
            raise refusals.wrong_state()
        left = self.deposited or self.approved
        part = left if amount is None else amount
        if not 0 < part <= left:
            raise refusals.wrong_amount()
        if part < left and any(operation.type == "REVERSAL" for operation in self.operations):
            raise refusals.second_partial_reversal()
        self.approved -= part
        self.deposited = max(0, self.deposited - part)
        if part == left:
            self.status = Status.REVERSED
            self.action_code = 400
        done = Operation(date=now, type="REVERSAL", amount=part, reference=reference, with_cart=with_cart)
        self.operations.append(done)

    def refund(self, amount: int, key: str | None, reference: str, now: int) -> bool:
        """Gives money back after settlement; returns False when `key` repeats a refund already made."""
        if self.deposited == 0 or self.status not in (Status.DEPOSITED, Status.REFUNDED):
            raise refusals.nothing_deposited()
        earlier = next((done for done in self.operations if key and done.external_refund_id == key), None)
        if earlier:
            if earlier.amount != amount:
                raise refusals.other_refund_with_this_key()
            return False
        if not 0 < amount <= self.deposited - self.refunded:
            raise refusals.refunds_exceed_order()
        self.refunded += amount
        self.status = Status.REFUNDED
        self.operations.append(
            Operation(date=now, type="REFUND", amount=amount, reference=reference, external_refund_id=key)
        )
        return True

    def close(self, now: int) -> None:
        """The shop cancels an order that nobody has paid."""
        if self.status not in (Status.REGISTERED, Status.CHALLENGED, Status.DECLINED) or now >= self.expires:
            raise refusals.wrong_state()
        self.status, self.closed, self.challenge = Status.DECLINED, True, None

    def expire(self, now: int) -> bool:
        """Ends an unpaid order whose time is over; returns whether this call did it."""
        unpaid = self.status in (Status.REGISTERED, Status.CHALLENGED, Status.DECLINED)
        if not unpaid or self.closed or now < self.expires:
            return False
        self.status, self.closed, self.challenge = Status.DECLINED, True, None
        if self.action_code != EXHAUSTED:
            self.action_code = SESSION_EXPIRED
        return True

    def taken_at(self) -> int:
        """When the card was authorised; 0 for an unpaid order."""
        return self.operations[0].date if self.operations else 0

    def payment_state(self) -> str:
        if self.status in (Status.REGISTERED, Status.CHALLENGED):
            return "CREATED"
        return "APPROVED" if self.status == Status.HELD else self.status.name

    def _why_not_payable(self, now: int) -> refusals.BankRefusal:
        if now >= self.expires:
            return refusals.expired()
        if self.attempts >= MAX_ATTEMPTS:
            return refusals.attempts_exhausted()
        return refusals.wrong_state()


def moscow_time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(MOSCOW)


def moscow_day(milliseconds: int) -> date:
    return moscow_time(milliseconds).date()


def now_ms() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def reference() -> str:
    """A retrieval reference number: twelve digits."""
    return str(secrets.randbelow(9 * 10**11) + 10**11)
