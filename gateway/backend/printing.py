"""Documents of the printer: bills (M4.1.1) and the receipts of successful payments (M4.3.4)."""

from chassis.errors import Refusal
from contracts.payments import PartRequest, Payment, PaymentPart, PaymentRef
from contracts.printer import BillPrint, ReceiptPrint
from contracts.wire import Document
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services, settings

PAID = ("paid", "refunded", "partly_refunded")
PRINT_SECONDS = 15


def print_bill(wanted: BillPrint) -> Document:
    """The bill as PDF or PNG; the printer itself refuses a stranger's."""
    return ask(services().printer.print_bill, wanted, seconds=PRINT_SECONDS)


def find_payment(payment_id: str) -> Payment:
    """The payment; payments itself refuses a stranger's."""
    with refuse_invalid():
        return ask(services().payments.get_payment, PaymentRef(payment_id=payment_id))


def print_receipt(payment_id: str) -> Document:
    """The receipt as PDF; there is none before the bank has confirmed the money."""
    payment = find_payment(payment_id)
    if payment.state not in PAID or payment.paid_at is None:
        raise Refusal("payment_not_found", "Квитанция появится, когда банк подтвердит платёж.")
    wanted = ReceiptPrint(
        payment_id=payment.payment_id,
        account_number=payment.account_number,
        address=payment.address,
        amount_kopecks=payment.amount_kopecks,
        paid_at=payment.paid_at,
        readings=payment.readings,
        card_masked=payment.card_masked,
        approval_code=payment.approval_code,
        bank_order_id=payment.bank_order_id,
        supplier=settings().supplier.block,
        parts=[_printed(part) for part in payment.parts] if len(payment.parts) > 1 else [],
    )
    return ask(services().printer.print_receipt, wanted, seconds=PRINT_SECONDS)


def _printed(part: PaymentPart) -> PartRequest:
    return PartRequest(
        account_number=part.account_number,
        address=part.address,
        amount_kopecks=part.amount_kopecks,
        readings=part.readings,
    )
