"""The payment QR of a bill (ГОСТ Р 56042-2014)."""

from contracts.bill import BillSnapshot
from services.billing.printer import gost_qr
from services.billing.printer.qr import Qr, draw
from wording.dates import month


def payment_text(bill: BillSnapshot) -> str:
    """The code's text; the sum is left out when nothing is due. Raises `gost_qr.FieldError` for bank details that
    no bank would take, such as a placeholder that is not a number."""
    bank, account = bill.supplier.bank, bill.subscriber.account_number
    return gost_qr.encode(
        {
            "Name": bank.name,
            "PersonalAcc": bank.settlement_account,
            "BankName": bank.bank_name[: gost_qr.LENGTHS["BankName"]],
            "BIC": bank.bik,
            "CorrespAcc": bank.correspondent_account,
            "KPP": bank.kpp,
            "PayeeINN": bank.inn,
            "Purpose": f"Оплата электроэнергии л/с {account} за {month(bill.period)}",
            "Sum": str(bill.total_kopecks) if bill.total_kopecks > 0 else "",
            "PersAcc": account,
            "PaymPeriod": f"{bill.period[5:]}{bill.period[:4]}",
            "TechCode": gost_qr.UTILITIES,
        }
    )


def payment_code(bill: BillSnapshot) -> Qr | None:
    """None while the supplier's bank details are placeholders: a form without a code beats one that pays nobody."""
    try:
        return draw(payment_text(bill))
    except gost_qr.FieldError:
        return None
