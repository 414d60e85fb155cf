"""The cart of the fiscal receipt (54-ФЗ; order 1.05 or 1.2 of the fiscal data format).

One position of quantity 1: the price times the quantity must equal the sum in whole kopecks, and a payment of part of a
bill cannot be expressed in kilowatt-hours.
"""

from typing import Any, Literal

from services.payments.bank.orders import Sale, description_of
from services.payments.settings import Settings

SERVICE_1_2, SERVICE_1_05 = "4", "service"
CLASSIC_FULL_PAYMENT, CLASSIC_SERVICE = 4, 4


def classic_cart(settings: Settings, sale: Sale) -> dict[str, Any] | None:
    """The orderBundle of a payment, or None while fiscal receipts are not configured."""
    if settings.fiscal_inn is None:
        return None
    return {"cartItems": {"items": [_classic_item(settings, sale)]}}


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
        "cartItems": {"items": [_ecom_item(settings, sale)]},
    }


def _item(settings: Settings, sale: Sale) -> dict[str, Any]:
    return {
        "positionId": "1",
        "itemCode": sale.payment_id,
        "name": description_of(sale.account_number),
        "itemPrice": sale.kopecks,
        "itemAmount": sale.kopecks,
        "tax": {"taxType": settings.tax_type_on(sale.day)},
    }


def _ecom_item(settings: Settings, sale: Sale) -> dict[str, Any]:
    newer = settings.fiscal_ffd_version == "1.2"
    return _item(settings, sale) | {
        "quantity": {"value": 1, "measure": "0"} if newer else {"value": 1},
        "paymentMethod": "full_payment",
        "paymentObject": SERVICE_1_2 if newer else SERVICE_1_05,
    }


def _classic_item(settings: Settings, sale: Sale) -> dict[str, Any]:
    attributes = [
        {"name": "paymentMethod", "value": CLASSIC_FULL_PAYMENT},
        {"name": "paymentObject", "value": CLASSIC_SERVICE},
    ]
    return _item(settings, sale) | {
        "quantity": {"value": 1, "measure": "шт."},
        "itemAttributes": {"attributes": attributes},
    }
