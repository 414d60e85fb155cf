"""Requests of the shop, as the bank's OpenAPI 1.0.7 limits them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from deploy.simulators.bank_sandbox import refusals

TEXT = r"^[ -~А-Яа-яЁё№]*$"
PRINTABLE = r"^[ -~]*$"

Amount = Annotated[int, Field(ge=0, le=999_999_999_999)]
OrderId = Annotated[str, Field(min_length=36, max_length=36, pattern=r"^[a-f0-9\-]+$")]
OrderNumber = Annotated[str, Field(min_length=1, max_length=36, pattern=TEXT)]
Url = Annotated[str, Field(min_length=12, max_length=2048, pattern=r"^https?://[ -~]+$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


class BankRequest(BaseModel):
    """Credentials are checked before a request becomes a model, so they are not fields of it."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)

    language: Language | None = None
    json_params: dict[str, Any] | None = Field(default=None, max_length=99)


class RegisterRequest(BankRequest):
    """register.do, registerPreAuth.do."""

    order_number: OrderNumber
    amount: Amount
    currency: Annotated[str, Field(pattern=r"^\d{3}$")] | None = None
    return_url: Url
    fail_url: Url | None = None
    description: Annotated[str, Field(max_length=512, pattern=TEXT)] | None = None
    page_view: str | None = None
    client_id: Annotated[str, Field(max_length=255, pattern=PRINTABLE)] | None = None
    merchant_login: Annotated[str, Field(max_length=30)] | None = None
    session_timeout_secs: Annotated[int, Field(ge=0, le=999_999_999)] | None = None
    expiration_date: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")] | None = None
    binding_id: str | None = None
    features: Annotated[str, Field(max_length=255)] | None = None
    phone: Annotated[str, Field(pattern=r"^\+?\d{7,15}$")] | None = None
    email: Annotated[str, Field(min_length=3, max_length=128, pattern=PRINTABLE)] | None = None
    order_bundle: dict[str, Any] | None = None
    tax_system: int | None = None
    dynamic_callback_url: Url | None = None

    def check_cart(self) -> None:
        """The positions of the cart add up to the order."""
        try:
            items = (self.order_bundle or {})["cartItems"]["items"]
            totals = [_position_total(item) for item in items]
        except (KeyError, TypeError, ArithmeticError) as error:
            raise refusals.cart_malformed() from error
        if not totals:
            raise refusals.cart_malformed()
        if sum(totals) != self.amount:
            raise refusals.cart_total_differs()


class OrderRequest(BankRequest):
    """getOrderStatusExtended.do, decline.do, getReceiptStatus: by the bank's id or by the shop's number."""

    order_id: OrderId | None = None
    order_number: OrderNumber | None = None
    merchant_login: str | None = None


class AmountRequest(BankRequest):
    """deposit.do, reverse.do."""

    order_id: OrderId
    amount: Amount | None = None
    order_bundle: dict[str, Any] | None = None


class RefundRequest(BankRequest):
    """refund.do."""

    order_id: OrderId
    amount: Amount
    external_refund_id: Annotated[str, Field(max_length=36)] | None = None
    order_bundle: dict[str, Any] | None = None

    @property
    def refund_key(self) -> str | None:
        """The idempotency key: in `jsonParams`, on newer classic installations also beside it."""
        key = self.external_refund_id or (self.json_params or {}).get("externalRefundId")
        return str(key) if key else None


Asked = TypeVar("Asked", bound=BankRequest)


def understand(model: type[Asked], body: Mapping[str, object]) -> Asked:
    """The request as a model, or the bank's refusal: 4 for what is missing, 5 for what is wrong."""
    try:
        return model.model_validate(dict(body))
    except ValidationError as error:
        if any(problem["type"] == "missing" for problem in error.errors()):
            raise refusals.missing_parameter() from error
        if any("amount" in problem["loc"] for problem in error.errors()):
            raise refusals.wrong_amount() from error
        raise refusals.invalid_request() from error


def _position_total(item: dict[str, Any]) -> Decimal:
    price, quantity = Decimal(str(item["itemPrice"])), Decimal(str(item["quantity"]["value"]))
    total = Decimal(str(item.get("itemAmount", price * quantity)))
    if not str(item["name"]).strip() or total != price * quantity:
        raise ArithmeticError("a position does not add up")
    return total
