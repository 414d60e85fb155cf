"""The cart of the fiscal receipt (54-ФЗ; order 1.05 or 1.2 of the fiscal data format).

One position of quantity 1: the price times the quantity must equal the sum in whole kopecks, and a payment of part of a
bill cannot be expressed in kilowatt-hours.
"""

from typing import Any

from services.payments.settings import Settings

SERVICE_1_2, SERVICE_1_05 = "4", "service"
CLASSIC_FULL_PAYMENT, CLASSIC_SERVICE = 4, 4


def cart(settings: Settings, account_number: str, amount_kopecks: int, payment_id: str) -> dict[str, Any] | None:
    """The orderBundle of one payment, or None while fiscal receipts are not configured."""
    if settings.fiscal_inn is None:
        return None
    if settings.bank_api == "classic":
        return {"cartItems": {"items": [_classic_item(settings, account_number, amount_kopecks, payment_id)]}}
    return {
        "ffdVersion": settings.fiscal_ffd_version,
        "receiptType": "sell",
        "company": {
            "email": settings.fiscal_email,
            "sno": settings.fiscal_tax_system,
            "inn": settings.fiscal_inn,
            "paymentAddress": str(settings.public_url).rstrip("/"),
        },
        "payments": [{"type": 1, "sum": amount_kopecks}],
        "total": amount_kopecks,
        "cartItems": {"items": [_ecom_item(settings, account_number, amount_kopecks, payment_id)]},
    }


def _item(settings: Settings, account_number: str, amount_kopecks: int, payment_id: str) -> dict[str, Any]:
    return {
        "positionId": "1",
        "itemCode": payment_id,
        "name": f"Электроэнергия, лицевой счет {account_number}",
        "itemPrice": amount_kopecks,
        "itemAmount": amount_kopecks,
        "tax": {"taxType": settings.fiscal_tax_type},
    }


def _ecom_item(settings: Settings, account_number: str, amount_kopecks: int, payment_id: str) -> dict[str, Any]:
    newer = settings.fiscal_ffd_version == "1.2"
    return _item(settings, account_number, amount_kopecks, payment_id) | {
        "quantity": {"value": 1, "measure": "0"} if newer else {"value": 1},
        "paymentMethod": "full_payment",
        "paymentObject": SERVICE_1_2 if newer else SERVICE_1_05,
    }


def _classic_item(settings: Settings, account_number: str, amount_kopecks: int, payment_id: str) -> dict[str, Any]:
    attributes = [
        {"name": "paymentMethod", "value": CLASSIC_FULL_PAYMENT},
        {"name": "paymentObject", "value": CLASSIC_SERVICE},
    ]
    return _item(settings, account_number, amount_kopecks, payment_id) | {
        "quantity": {"value": 1, "measure": "шт."},
        "itemAttributes": {"attributes": attributes},
    }
