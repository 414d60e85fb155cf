"""Acts (акты) of an account: what a document states, its days and number. Acts of meters: `contracts.meters`."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.wire import AccountNumber, Day, IdempotencyKey, Identifier, Instant, Message, Open

AccountActKind = Literal["access_refused", "tampering", "quality", "owner_change", "closing"]
"""недопуск (п. 60(3), 85), вмешательство (п. 62, 81(11)), качество (п. 98-113), смена собственника, закрытие счёта."""

ActKind = Annotated[
    Literal[
        "access_refused",
        "tampering",
        "quality",
        "owner_change",
        "closing",
        "replacement",
        "reprogramming",
        "removal",
        "installation",
        "failure",
        "sealing",
        "unknown",
    ],
    Open(),
]
"""All acts that billing knows; those of meters come from readings."""


class ActDetail(Message):
    """What an act states beside its days, such as `percent` and `hours` of bad quality, or `power_kw` of tampering."""

    name: str = Field(pattern=r"^[a-z_]{1,40}$")
    value: str = Field(min_length=1, max_length=200)


class AccountActRequest(Message):
    """An act of an account that staff record. `until` is the last day of what it states."""

    account_number: AccountNumber
    kind: AccountActKind
    happened_on: Day
    until: Day | None = None
    serial: str | None = Field(default=None, min_length=1, max_length=40)
    number: str = Field(min_length=1, max_length=100)
    """Акт №."""
    details: list[ActDetail] = Field(default=[], max_length=20)
    idempotency_key: IdempotencyKey


class ActCancellation(Message):
    """Takes an act back: a mistake of entry. Both stay in the trail."""

    account_number: AccountNumber
    act_id: Identifier
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


class AccountAct(Message):
    act_id: Identifier
    account_number: AccountNumber
    kind: ActKind
    happened_on: Day
    until: Day | None
    serial: str | None
    number: str
    details: list[ActDetail]
    source: str
    """`desk`, `file` or `readings`."""
    recorded_by: str | None
    recorded_at: Instant
    cancelled: bool
    cancellation_reason: str = ""
    may_be_cancelled: bool = False
    """Nothing that was billed rests on it yet, and it is not an act of a meter, which readings takes back."""


class AccountActs(Message):
    """The newest first."""

    acts: list[AccountAct]
