"""From the JSON and the codes of either generation to our words; what cannot be read is Unclear."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.payments.acquirers.sberbank.values import UNREADABLE, Raw, error_code, optional, text
from services.payments.bank.replies import (
    CommandAnswer,
    Done,
    FiscalReceipt,
    PerhapsRefused,
    Receipts,
    ReceiptsAnswer,
    Refused,
    RegisterAnswer,
    Registered,
    SbpAnswer,
    SbpQr,
    Unclear,
)
from wording.moscow import MOSCOW

# Only these codes decide: the texts beside them differ from case to case.
DUPLICATE_NUMBER = 1
SYSTEM_ERROR = 7
"""Also "the order is in another state": refund.do and reverse.do have one number for both."""
LONGEST_LINK = 500


def read_registration(raw: Raw) -> RegisterAnswer:
    """A duplicate number means that an earlier request of ours did get through, so it is Unclear, not Refused."""
    if not isinstance(raw, dict):
        return raw
    code = error_code(raw)
    if code is None or code == SYSTEM_ERROR:
        return Unclear(f"errorCode {code}")
    if code == DUPLICATE_NUMBER:
        return Unclear("the order number is known to the bank already")
    if code:
        return Refused(code, text(raw.get("errorMessage", "")))
    order_id, page = raw.get("orderId"), raw.get("formUrl")
    if not isinstance(order_id, str) or not isinstance(page, str) or not page.startswith(("https://", "http://")):
        return Unclear("no orderId or formUrl")
    external = raw.get("externalParams")
    return Registered(order_id, page, _link((external if isinstance(external, dict) else {}).get("sbpPayload")))


def read_sbp(raw: Raw) -> SbpAnswer:
    """sbp/c2b/qr/dynamic/get.do of the classic generation."""
    if not isinstance(raw, dict):
        return raw
    code = error_code(raw)
    if code:
        return Refused(code, text(raw.get("errorMessage", "")))
    link = _link(raw.get("payload"))
    return SbpQr(link) if link else Unclear("no payload")


def _link(value: object) -> str | None:
    """An address that a browser may be sent to, short enough for a QR code."""
    link = value if isinstance(value, str) else ""
    return link if link.startswith(("https://", "http://")) and link.isascii() and len(link) <= LONGEST_LINK else None


def read_command(raw: Raw) -> CommandAnswer:
    """refund.do, reverse.do, decline.do."""
    if not isinstance(raw, dict):
        return raw
    code, message = error_code(raw, absent=None), text(raw.get("errorMessage", ""))
    if code is None:
        return Unclear("no errorCode")
    if code == SYSTEM_ERROR:
        return PerhapsRefused(code, message)
    return Refused(code, message) if code else Done()


def read_receipts(raw: Raw) -> ReceiptsAnswer:
    """getReceiptStatus of both generations."""
    if not isinstance(raw, dict):
        return raw
    try:
        return Receipts(tuple(_receipt(receipt) for receipt in raw.get("receipts") or ()))
    except UNREADABLE as error:
        return Unclear(f"unreadable receipts: {type(error).__name__}")


def _receipt(raw: Mapping[str, Any]) -> FiscalReceipt:
    made = raw.get("payload") or {}
    url = optional(made.get("ofdReceiptUrl"))
    return FiscalReceipt(
        id=text(raw["receiptId"]),
        kind=text(raw["receiptType"]).lower(),  # the bank's description says SELL, its example sell
        status=int(raw["receiptStatus"]),
        url=url if url and url.startswith("https://") else None,
        document=text(made.get("fiscalDocumentNumber") or ""),
        made_at=_moscow(made.get("receiptDatetime")),
    )


def _moscow(written: object) -> datetime | None:
    """`dd.mm.yyyy HH:MM:SS` of the cash register."""
    return datetime.strptime(str(written), "%d.%m.%Y %H:%M:%S").replace(tzinfo=MOSCOW) if written else None
