"""The nameko service that prints: billing's computing-heavy half, in a process of its own."""

from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.service.declarations import serves
from contracts import printer as c
from contracts.access import ACCESS
from contracts.wire import Document
from services.billing.bills.snapshots import load_own
from services.billing.printer.documents import document
from services.billing.printer.joining import joined
from services.billing.printer.press import Press


@serves(c.PrinterRpc, access=ACCESS["printer"])
class PrinterService:
    """printer: published bills and payment receipts as PDF and PNG."""

    name = "printer"
    database = Database()
    press = Press()

    def print_bill(self, request: c.BillPrint) -> Document:
        with self.database.transaction() as session:
            snapshot = load_own(session, request.account_number, request.period, request.revision)
        if snapshot is None:
            raise Refusal("bill_not_found", "Счёт за этот период не найден.", "period")
        pdf = self.press.large_bill(snapshot) if request.large else self.press.bill(snapshot)
        return document(f"bill-{request.account_number}-{request.period}", pdf, request.format)

    def print_receipt(self, request: c.ReceiptPrint) -> Document:
        return document(f"receipt-{request.payment_id}", self.press.receipt(request), request.format)

    def print_notices(self, request: c.NoticesPrint) -> Document:
        return document(f"notices-{request.sent_on}", joined(self.press.notices(request)), "pdf")
