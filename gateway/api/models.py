"""Bodies and answers of the API where the services' messages do not fit as they are."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict, JsonValue

from contracts.billing import Overview, Price
from contracts.feedback import NewFile
from contracts.payments import MOST_PARTS
from contracts.readings import AccountMeter, CheckResult
from contracts.wire import AccountNumber, OneEmail, Zone

Typed = Annotated[str, Field(max_length=40)]
Text = Annotated[str, Field(max_length=1024)]
SHOWN: JsonDict = {"day": "12950", "night": "05901"}
Digits = Annotated[dict[Zone, Typed], Field(min_length=1, max_length=5, examples=[SHOWN])]
"""What the registers show, by zone, digits as text."""


class Body(BaseModel):
    """Unknown fields are refused: a misspelt name must not pass for an absent one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


def with_example(**values: JsonValue) -> ConfigDict:
    """What the page of the API shows instead of every optional field."""
    return ConfigDict(json_schema_extra={"examples": [values]})


class RegistrationBody(Body):
    account_number: Annotated[str, Field(max_length=64)]
    password: Text
    password_confirmation: Text
    email: Annotated[str, Field(max_length=320)]
    consent: bool
    proof: Typed | None = None
    """What the supplier's policy asks for: the sum of the last bill or the meter's serial."""


class TokenBody(Body):
    """`password` is asked for (422, field `password`) where several forms named the account and the address."""

    token: Annotated[str, Field(max_length=200)]
    password: Text | None = None


class SessionBody(Body):
    account_number: Annotated[str, Field(max_length=64)]
    password: Text


class RecoveryBody(Body):
    account_number: Annotated[str, Field(max_length=64)]
    email: Annotated[str, Field(max_length=320)]


class ReadingsBody(Body):
    model_config = with_example(values=SHOWN)

    values: Digits
    confirmed: bool = False
    """The findings of a check that asked for confirmation have been seen."""
    serial: Annotated[str, Field(max_length=40)] | None = None
    """Of which meter, where the account has several; without it the one of the first point."""


class CheckBody(Body):
    model_config = with_example(values=SHOWN)

    values: Digits
    serial: Annotated[str, Field(max_length=40)] | None = None
    """As of sending."""


class FurtherAccount(Body):
    """One more account of the same payment; its fields are those of the first."""

    account_number: AccountNumber
    amount: Annotated[int, Field(ge=1)]
    readings: Digits | None = None
    without_refused_readings: bool = False


class PaymentBody(Body):
    """`amount` in kopecks; `readings` are required unless the account has no meter. `further` are accounts that the
    same order at the bank pays: each gets its own sum, and there is one receipt with a line for each."""

    model_config = with_example(account_number="180111111", amount=123_456, readings=SHOWN)

    account_number: AccountNumber
    amount: Annotated[int, Field(ge=1)]
    readings: Digits | None = None
    receipt_email: OneEmail | None = None
    confirmed: bool = False
    """What a first call asked about has been seen: doubtful readings, or a sum many times what is due."""
    method: Literal["card", "sbp"] = "card"
    without_refused_readings: bool = False
    """Pay even if the readings are refused; they become an appeal then, which the supplier answers."""
    further: Annotated[list[FurtherAccount], Field(max_length=MOST_PARTS - 1)] = []

    @property
    def accounts(self) -> list[FurtherAccount]:
        """All accounts, the first one too."""
        first = FurtherAccount(
            account_number=self.account_number,
            amount=self.amount,
            readings=self.readings,
            without_refused_readings=self.without_refused_readings,
        )
        return [first, *self.further]


class ConfirmedBody(Body):
    current_password: Text


class DeliveryBody(ConfirmedBody):
    email_bill: bool
    paper_bill: bool


class AccountBody(ConfirmedBody):
    account_number: Annotated[str, Field(max_length=64)]
    proof: Typed | None = None


class EmailBody(ConfirmedBody):
    email: Annotated[str, Field(max_length=320)]


class PhoneBody(ConfirmedBody):
    phone: Typed


class PasswordBody(ConfirmedBody):
    password: Text
    password_confirmation: Text


class NewTokenBody(ConfirmedBody):
    """A personal API token: `scopes` are what it may do, `days` until it expires."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    scopes: Annotated[list[Literal["read", "submit_readings", "create_payment"]], Field(min_length=1, max_length=3)]
    days: Annotated[int, Field(ge=1, le=366)]


class AppealBody(Body):
    text: Annotated[str, Field(min_length=1, max_length=10_000)]
    kind: Annotated[str, Field(max_length=32)] = "other"
    files: Annotated[list[NewFile], Field(max_length=5)] = []


class Account(BaseModel):
    """A linked account; what a silent service knows is null."""

    number: str
    alias: str | None
    primary: bool
    overview: Overview | None
    meter: AccountMeter | None


class Accounts(BaseModel):
    accounts: list[Account]


class ReadingsChecked(BaseModel):
    """`price` is null when the readings are refused or billing does not answer."""

    check: CheckResult
    price: Price | None
    words: list[str] = []
    """What the page says of both: the base of the volume, what estimates have charged, the sum."""


class PaymentLink(BaseModel):
    """`payment_url` is null while the bank's answer is not known: ask `/payments/{id}`."""

    id: str
    state: str
    payment_url: str | None
    sbp_link: str | None = None
    """What a QR code should hold, for a payment by SBP."""
    appeal: str | None = None
    """Number of the appeal by which refused readings of the first account are looked at."""
    appeals: dict[str, str] = {}
    """The same for each account that has one, by its number."""
