"""What an order of the bank is made of."""

from typing import Literal

from pydantic import BaseModel


class Operation(BaseModel):
    """One line of `operations[]`."""

    date: int
    type: Literal["AUTHORIZATION", "PREAUTHORIZATION", "COMPLETION", "REVERSAL", "REFUND"]
    amount: int
    reference: str
    action_code: int = 0
    approval_code: str | None = None
    external_refund_id: str | None = None
    with_cart: bool = False
    """A reversal asks for a receipt of its own by a cart."""


class Card(BaseModel):
    """What the bank tells the shop about the card: never the number itself."""

    masked_pan: str
    expiration: str
    holder: str
    system: str


class Challenge(BaseModel):
    """A 3-D Secure question in flight and what follows the right answer."""

    code: str
    action_code: int


class Delivery(BaseModel):
    """One attempt to deliver a callback."""

    date: int
    operation: str
    status: int
    result: str
