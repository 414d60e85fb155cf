"""Restriction of supply for debt, from the threshold to the reconnection (ПП РФ 354, п. 117-121), and instalments."""

from typing import Literal

from pydantic import Field

from contracts.wire import AccountNumber, Day, IdempotencyKey, Kopecks, Message, PositiveKopecks

Stage = Literal[
    "none",
    "over_threshold",
    "notice_sent",
    "notice_delivered",
    "expired",
    "restricted",
    "suspended",
    "reconnection_due",
    "closed",
]
Step = Literal["delivered", "restricted", "settled", "reconnected", "withdrawn"]


class NoticeSending(Message):
    """Records that a notice was sent; its term begins when its delivery is recorded."""

    account_number: AccountNumber
    sent_on: Day
    channel: str = Field(min_length=2, max_length=60)
    idempotency_key: IdempotencyKey


class RestrictionStep(Message):
    """A step of the account's last notice; `note` is the proof: a postal number, an act, a call's record."""

    account_number: AccountNumber
    step: Step
    happened_on: Day
    note: str = Field(default="", max_length=300)
    idempotency_key: IdempotencyKey


class AgreementPart(Message):
    due_on: Day
    amount_kopecks: PositiveKopecks


class AgreementRequest(Message):
    """An instalment agreement on the energy debt (п. 72, 118); the parts are paid beside the current bills."""

    account_number: AccountNumber
    number: str = Field(min_length=1, max_length=60)
    agreed_on: Day
    parts: list[AgreementPart] = Field(min_length=1, max_length=60)
    idempotency_key: IdempotencyKey


class Agreement(Message):
    number: str
    agreed_on: Day
    parts: list[AgreementPart]
    paid_kopecks: Kopecks
    """Money that came since the agreement."""
    required_kopecks: Kopecks
    """Parts and current bills whose day of payment has passed."""
    state: Literal["kept", "broken", "fulfilled"]


class RestrictionCase(Message):
    """Status of an account between the debt threshold and the reconnection, and the steps that may be recorded next."""

    account_number: AccountNumber
    stage: Stage
    debt_kopecks: Kopecks
    """The energy debt now."""
    threshold_kopecks: Kopecks
    """The debt must be greater: two monthly payments by norm (п. 118)."""
    notice_kopecks: Kopecks | None
    """The debt in the last notice."""
    channel: str
    note: str
    sent_on: Day | None
    delivered_on: Day | None
    deadline: Day | None
    """The last day to pay; a restriction is possible from the next one."""
    restricted_on: Day | None
    suspension_on: Day | None
    settled_on: Day | None
    reconnect_by: Day | None
    reconnected_on: Day | None
    cost_cap_kopecks: Kopecks
    """The most that restriction and reconnection may cost the consumer."""
    next_steps: list[Step]
    agreement: Agreement | None


class DebtorQuery(Message):
    """Accounts at one stage, by number; keyset paging by the last number seen."""

    stage: Stage
    district: str | None = Field(default=None, pattern=r"^\d{3}$")
    after: AccountNumber | None = None


class Debtor(Message):
    account_number: AccountNumber
    full_name: str
    address: str
    debt_kopecks: Kopecks
    stage: Stage
    deadline: Day | None


class DebtorPage(Message):
    debtors: list[Debtor]
    more: bool
