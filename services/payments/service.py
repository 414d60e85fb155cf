"""The nameko service: each method names its use case."""

from functools import cached_property

from chassis import audit
from chassis.clock import Clock
from chassis.context import current
from chassis.database import Database
from chassis.service import every, serves
from chassis.settings import load
from contracts import payments as c
from contracts.access import ACCESS
from contracts.audit import AuditPage, AuditQuery
from contracts.wire import AccountsInterval, Nothing
from services.payments import poll, queries, receive_callback, refresh, start_payment, trace
from services.payments.bank.choice import bank_of
from services.payments.desk import Desk
from services.payments.refunds import refund_payment
from services.payments.refusals import MINIMUM_KOPECKS
from services.payments.settings import Settings
from services.payments.view import payment_view


@serves(c.PaymentsRpc, access=ACCESS["payments"])
class PaymentsService:
    """payments: orders at the bank and what became of them."""

    name = "payments"
    database = Database()
    clock = Clock()

    def start_payment(self, request: c.PaymentRequest) -> c.PaymentStarted:
        return start_payment.start_payment(self._desk, request, current().caller.user_id)

    def get_payment(self, request: c.PaymentRef) -> c.Payment:
        return payment_view(refresh.get_payment(self._desk, request.payment_id, current().caller))

    def settle_return(self, request: c.BankOrderRef) -> c.Payment:
        return payment_view(refresh.settle_return(self._desk, request.bank_order_id, current().caller))

    def list_payments(self, request: AccountsInterval) -> c.PaymentList:
        with self.database.reading() as session:
            return queries.list_payments(session, request)

    def receive_callback(self, request: c.BankCallback) -> c.CallbackStored:
        return receive_callback.receive_callback(self._desk, request)

    def refund_payment(self, request: c.RefundRequest) -> c.Refund:
        return refund_payment.refund_payment(self._desk, request, current().caller.user_id or "system")

    def trace_payment(self, request: c.PaymentRef) -> c.PaymentTrace:
        with self.database.transaction() as session:
            return trace.trace_payment(session, request.payment_id)

    def list_for_review(self, request: c.ReviewQuery) -> c.PaymentList:
        with self.database.transaction() as session:
            return queries.list_for_review(session, request)

    def get_limits(self, request: Nothing) -> c.PaymentLimits:
        maximum = self._desk.settings.bank_max_kopecks
        return c.PaymentLimits(minimum_kopecks=MINIMUM_KOPECKS, maximum_kopecks=maximum)

    def list_audit(self, request: AuditQuery) -> AuditPage:
        with self.database.reading() as session:
            return AuditPage.model_validate(audit.page(session, request))

    @every(seconds=5)
    def ask_about_unfinished(self) -> None:
        """The poller; a full batch means that more is waiting."""
        while poll.poll(self._desk) >= poll.BATCH:
            pass

    @cached_property
    def _desk(self) -> Desk:
        settings = load(Settings)
        return Desk(self.database, bank_of(settings), self.clock, settings)
