"""The nameko service: each method names its use case."""

from functools import lru_cache

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.context import current
from chassis.database.sessions import Database
from chassis.service.administration import ANSWERS
from chassis.service.declarations import every, handles, serves
from chassis.settings import load
from contracts import payments as c
from contracts import registers as r
from contracts.access import ACCESS
from contracts.billing import AccountsChanged, LedgerPosted
from contracts.figures import Figures, FiguresQuery
from contracts.wire import AccountsInterval, Nothing
from services.payments import retention
from services.payments.acquirers.choice import bank_of
from services.payments.answers.refusals import MINIMUM_KOPECKS
from services.payments.answers.views import payment_view
from services.payments.callbacks import receive_callback
from services.payments.copies import accounts, ledger_lines
from services.payments.dependencies import Desk
from services.payments.ordering import start_payment
from services.payments.polling import poll
from services.payments.reconciliation import reconcile_day, reports
from services.payments.refunds import refund_payment
from services.payments.review import resolve_payment, resolve_refund, restore_orphan
from services.payments.screens import daily_stats, follow, lists, open_payment, trace
from services.payments.settings import Settings
from services.payments.statements import assign, take_statement
from services.payments.statements import lists as statement_lists
from services.payments.statements.formats import profiles


@serves(c.PaymentsRpc, access=ACCESS["payments"], ready=ANSWERS)
class PaymentsService:
    """payments: orders at the bank and what became of them."""

    name = "payments"
    database = Database()
    clock = Clock()

    def start_payment(self, request: c.PaymentRequest) -> c.PaymentStarted:
        return start_payment.start_payment(self._desk, request, current().caller.user_id)

    def get_payment(self, request: c.PaymentRef) -> c.Payment:
        return payment_view(open_payment.get_payment(self._desk, request.payment_id, current().caller))

    def settle_return(self, request: c.BankOrderRef) -> c.Payment:
        return payment_view(open_payment.settle_return(self._desk, request.bank_order_id, current().caller))

    def list_payments(self, request: AccountsInterval) -> c.PaymentList:
        with self.database.reading() as session:
            return lists.list_payments(session, request)

    def receive_callback(self, request: c.BankCallback) -> c.CallbackStored:
        return receive_callback.receive_callback(self._desk, request)

    def refund_payment(self, request: c.RefundRequest) -> c.Refund:
        return refund_payment.refund_payment(self._desk, request, self._actor)

    def trace_payment(self, request: c.PaymentRef) -> c.PaymentTrace:
        with self.database.transaction() as session:
            return trace.trace_payment(session, request.payment_id)

    def follow_payment(self, request: c.PaymentRef) -> c.PaymentWay:
        with self.database.reading() as session:
            return follow.follow_payment(session, request.payment_id, current().caller)

    def ask_bank(self, request: c.PaymentRef) -> c.Payment:
        return payment_view(resolve_payment.ask_bank(self._desk, request.payment_id, self._actor))

    def settle_review(self, request: c.ReviewSettlement) -> c.Payment:
        return resolve_payment.settle_review(self._desk, request, self._actor)

    def settle_refund(self, request: c.RefundSettlement) -> c.Refund:
        return resolve_refund.settle_refund(self._desk, request, self._actor)

    def look_at_stray(self, request: c.OrphanedOrderRef) -> c.OrphanedOrder:
        return restore_orphan.look_at_stray(self._desk, request)

    def restore_payment(self, request: c.PaymentRestoring) -> c.Payment:
        return restore_orphan.restore_payment(self._desk, request, self._actor)

    def list_for_review(self, request: c.ReviewQuery) -> c.PaymentList:
        with self.database.transaction() as session:
            return lists.list_for_review(session, request)

    def get_limits(self, request: Nothing) -> c.PaymentLimits:
        told = self._desk.settings
        return c.PaymentLimits(
            minimum_kopecks=MINIMUM_KOPECKS, maximum_kopecks=told.bank_max_kopecks, sbp=told.sbp_enabled
        )

    def list_register_profiles(self, request: Nothing) -> r.RegisterProfiles:
        return profiles.listed(self._desk.settings.register_profiles)

    def take_register(self, request: r.RegisterFile) -> r.RegisterTaken:
        return take_statement.take_register(self._desk, request, self._actor)

    def list_registers(self, request: r.RegisterQuery) -> r.RegisterList:
        with self.database.reading() as session:
            return statement_lists.list_registers(session, request)

    def list_operations(self, request: r.RegisterRef) -> r.OperationList:
        with self.database.reading() as session:
            return statement_lists.list_operations(session, request)

    def list_unmatched(self, request: r.OperationQuery) -> r.OperationList:
        with self.database.reading() as session:
            return statement_lists.list_unmatched(session, request)

    def get_operation(self, request: r.OperationRef) -> r.Operation:
        with self.database.reading() as session:
            return statement_lists.operation_view(session, request.operation_id)

    def assign_operation(self, request: r.OperationAssignment) -> r.Operation:
        return assign.assign_operation(self._desk, request, self._actor)

    def release_operation(self, request: r.OperationRelease) -> r.Operation:
        return assign.release_operation(self._desk, request, self._actor)

    def list_reconciliations(self, request: r.ReconciliationQuery) -> r.ReconciliationList:
        with self.database.reading() as session:
            return reports.list_reconciliations(session, request)

    def get_reconciliation(self, request: r.ReconciliationDay) -> r.Reconciliation:
        with self.database.reading() as session:
            return reports.get_reconciliation(session, request)

    def reconcile_day(self, request: r.ReconciliationDay) -> r.Reconciliation:
        with self.database.transaction() as session:
            return reconcile_day.reconcile_day(session, self._desk, request.day, self._actor)

    @handles(AccountsChanged)
    def remember_accounts(self, event: AccountsChanged, session: Session) -> None:
        accounts.remember_accounts(session, event)

    @handles(LedgerPosted)
    def remember_lines(self, event: LedgerPosted, session: Session) -> None:
        ledger_lines.remember_lines(session, event, self.clock.now())

    @every(seconds=300)
    def reconcile_due(self) -> None:
        """Every morning, and again for a day about which something new has come."""
        reconcile_day.reconcile_due(self._desk)

    def get_figures(self, request: FiguresQuery) -> Figures:
        with self.database.reading() as session:
            return daily_stats.get_figures(session, request, self.clock)

    @every(seconds=5)
    def ask_about_unfinished(self) -> None:
        """The poller; a full batch means that more is waiting."""
        while poll.poll(self._desk) >= poll.BATCH:
            pass

    @every(seconds=3600)
    def forget_old(self) -> None:
        with self._desk.database.transaction() as session:
            retention.forget_old(session, self._desk.clock.now(), self._desk.settings.notice_days)

    @property
    def _actor(self) -> str:
        return current().caller.user_id or "system"

    @property
    def _desk(self) -> Desk:
        return _desk(self.database, self.clock)


@lru_cache(maxsize=1)
def _desk(database: Database, clock: Clock) -> Desk:
    """One for the process: nameko makes a service object for every piece of work, connections to the bank are kept."""
    settings = load(Settings)
    return Desk(database, bank_of(settings), clock, settings)
