"""The methods of payments."""

from typing import Protocol

from contracts import registers as r
from contracts.audit import KeepsAudit
from contracts.dead_letters import ParksDeadLetters
from contracts.figures import Figures, FiguresQuery
from contracts.payments.desk import (
    PaymentTrace,
    PaymentWay,
    Refund,
    RefundRequest,
    RefundSettlement,
    ReviewQuery,
    ReviewSettlement,
)
from contracts.payments.orders import (
    BankCallback,
    BankOrderRef,
    CallbackStored,
    Payment,
    PaymentLimits,
    PaymentList,
    PaymentRef,
    PaymentRequest,
    PaymentStarted,
)
from contracts.payments.strays import PaymentRestoring, Stray, StrayRef
from contracts.wire import (
    AccountsInterval,
    Nothing,
    refuses,
)


class PaymentsRpc(KeepsAudit, ParksDeadLetters, Protocol):
    @refuses("amount_out_of_limits", "readings_required", "method_not_available", "bank_unavailable")
    def start_payment(self, request: PaymentRequest) -> PaymentStarted: ...

    @refuses("payment_not_found")
    def get_payment(self, request: PaymentRef) -> Payment: ...

    @refuses("payment_not_found")
    def settle_return(self, request: BankOrderRef) -> Payment: ...

    @refuses()
    def list_payments(self, request: AccountsInterval) -> PaymentList: ...

    @refuses()
    def receive_callback(self, request: BankCallback) -> CallbackStored: ...

    @refuses("payment_not_found", "refund_not_possible", "bank_unavailable")
    def refund_payment(self, request: RefundRequest) -> Refund: ...

    @refuses("payment_not_found")
    def trace_payment(self, request: PaymentRef) -> PaymentTrace:
        """By the payment's own number, or by the number of its order at the bank."""
        ...

    @refuses("payment_not_found")
    def follow_payment(self, request: PaymentRef) -> PaymentWay: ...

    @refuses("payment_not_found")
    def ask_bank(self, request: PaymentRef) -> Payment:
        """Staff want to know now; the answer is applied as the poller's would be."""
        ...

    @refuses("payment_not_found", "review_not_possible", "bank_unavailable")
    def settle_review(self, request: ReviewSettlement) -> Payment: ...

    @refuses("payment_not_found", "review_not_possible", "bank_unavailable")
    def settle_refund(self, request: RefundSettlement) -> Refund: ...

    @refuses("payment_not_found", "restoring_not_possible", "bank_unavailable")
    def look_at_stray(self, request: StrayRef) -> Stray: ...

    @refuses("payment_not_found", "restoring_not_possible", "bank_unavailable")
    def restore_payment(self, request: PaymentRestoring) -> Payment: ...

    @refuses()
    def list_for_review(self, request: ReviewQuery) -> PaymentList: ...

    @refuses()
    def list_register_profiles(self, request: Nothing) -> r.RegisterProfiles: ...

    @refuses("register_refused")
    def take_register(self, request: r.RegisterFile) -> r.RegisterTaken:
        """The whole file or nothing; what is wrong with it is in `details.faults`."""
        ...

    @refuses("register_not_found")
    def list_registers(self, request: r.RegisterQuery) -> r.RegisterList: ...

    @refuses("register_not_found")
    def list_operations(self, request: r.RegisterRef) -> r.OperationList: ...

    @refuses()
    def list_unmatched(self, request: r.OperationQuery) -> r.OperationList: ...

    @refuses("operation_not_found")
    def get_operation(self, request: r.OperationRef) -> r.Operation: ...

    @refuses("operation_not_found", "operation_settled")
    def assign_operation(self, request: r.OperationAssignment) -> r.Operation: ...

    @refuses("operation_not_found", "operation_settled")
    def release_operation(self, request: r.OperationRelease) -> r.Operation: ...

    @refuses()
    def list_reconciliations(self, request: r.ReconciliationQuery) -> r.ReconciliationList: ...

    @refuses("reconciliation_not_found")
    def get_reconciliation(self, request: r.ReconciliationDay) -> r.Reconciliation: ...

    @refuses()
    def reconcile_day(self, request: r.ReconciliationDay) -> r.Reconciliation: ...

    @refuses()
    def get_limits(self, request: Nothing) -> PaymentLimits: ...

    @refuses()
    def get_figures(self, request: FiguresQuery) -> Figures: ...
