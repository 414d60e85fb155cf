"""The cart of the fiscal receipt (54-ФЗ; order 1.05 or 1.2 of the fiscal data format).

One position of quantity 1 for each account: the price times the quantity must equal the sum in whole kopecks, and a
payment of part of a bill cannot be expressed in kilowatt-hours.
"""

from datetime import date
from typing import Any, Literal

from services.payments.bank.orders import Position, Sale, position_name
from services.payments.settings import Settings

SERVICE_1_2, SERVICE_1_05 = "4", "service"
CLASSIC_FULL_PAYMENT, CLASSIC_SERVICE = 4, 4


def classic_cart(settings: Settings, sale: Sale) -> dict[str, Any] | None:
    """The orderBundle of a payment, or None while fiscal receipts are not configured."""
    if settings.fiscal_inn is None:
        return None
    return {"cartItems": {"items": [_classic_item(item) for item in _items(settings, sale)]}}


def ecom_cart(settings: Settings, sale: Sale, kind: Literal["sell", "sell_refund"] = "sell") -> dict[str, Any] | None:
    """The orderBundle of a payment or of a refund, or None while fiscal receipts are not configured."""
    if settings.fiscal_inn is None:
        return None
    return {
        "ffdVersion": settings.fiscal_ffd_version,
        "receiptType": kind,
        "company": {
            "email": settings.fiscal_email,
            "sno": settings.fiscal_tax_system,
            "inn": settings.fiscal_inn,
            "paymentAddress": str(settings.public_url).rstrip("/"),
        },
        "payments": [{"type": 1, "sum": sale.kopecks}],
        "total": sale.kopecks,
        "cartItems": {"items": [_ecom_item(settings, item) for item in _items(settings, sale)]},
    }


def _items(settings: Settings, sale: Sale) -> list[dict[str, Any]]:
    return [_item(settings, nth, position, sale.day) for nth, position in enumerate(sale.positions, 1)]


def _item(settings: Settings, nth: int, position: Position, day: date) -> dict[str, Any]:
    return {
        "positionId": str(nth),
        "itemCode": position.code,
        "name": position_name(position.account_number),
        "itemPrice": position.kopecks,
        "itemAmount": position.kopecks,
        "tax": {"taxType": settings.tax_type_on(day)},
    }


def _ecom_item(settings: Settings, item: dict[str, Any]) -> dict[str, Any]:
    newer = settings.fiscal_ffd_version == "1.2"
    return item | {
        "quantity": {"value": 1, "measure": "0"} if newer else {"value": 1},
        "paymentMethod": "full_payment",
        "paymentObject": SERVICE_1_2 if newer else SERVICE_1_05,
    }


def _classic_item(item: dict[str, Any]) -> dict[str, Any]:
    attributes = [
        {"name": "paymentMethod", "value": CLASSIC_FULL_PAYMENT},
        {"name": "paymentObject", "value": CLASSIC_SERVICE},
    ]
    return item | {
        "quantity": {"value": 1, "measure": "шт."},
        "itemAttributes": {"attributes": attributes},
    }
