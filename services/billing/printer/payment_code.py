"""The payment QR of a bill (ГОСТ Р 56042-2014)."""

from contracts.bill import BillSnapshot
from contracts.requisites import QR_BANK_NAME, placeholders
from services.billing.printer import gost_qr
from services.billing.printer.qr import Qr, draw
from wording.dates import month


def payment_text(bill: BillSnapshot) -> str:
    """The code's text; the sum is left out when nothing is due.

    Raises `gost_qr.FieldError` for bank details that no bank would take, such as a placeholder that is not a number.
    """
    bank, account = bill.supplier.bank, bill.subscriber.account_number
    return gost_qr.encode(
        {
            "Name": bank.name,
            "PersonalAcc": bank.settlement_account,
            "BankName": bank.bank_name[:QR_BANK_NAME],
            "BIC": bank.bik,
            "CorrespAcc": bank.correspondent_account or "0",
            "KPP": bank.kpp,
            "PayeeINN": bank.inn,
            "Purpose": f"Оплата электроэнергии л/с {account} за {month(bill.period)}",
            "Sum": str(bill.total_kopecks) if bill.total_kopecks > 0 else "",
            "PersAcc": account,
            "QuittId": bill.subscriber.document_id,
            "PaymPeriod": f"{bill.period[5:]}{bill.period[:4]}",
            "TechCode": gost_qr.UTILITIES,
        }
    )


def payment_code(bill: BillSnapshot) -> Qr | None:
    """None while a requisite is a placeholder: a form without a code beats one that pays nobody."""
    return None if placeholders(bill.supplier.bank) else draw(payment_text(bill))


def any_code(bill: BillSnapshot) -> Qr | None:
    """Form 1: whatever has the form of requisites is printed, as it was."""
    try:
        return draw(payment_text(bill))
    except gost_qr.FieldError:
        return None
