"""The methods of payments."""

from typing import Protocol

from contracts import registers as r
from contracts.approvals import Approval, ApprovalRef, KeepsApprovals
from contracts.audit import KeepsAudit
from contracts.dead_letters import KeepsDeadLetters
from contracts.figures import Figures, FiguresQuery
from contracts.methods import account, allows, anyone, customer, refuses, staff, system
from contracts.payments.desk import (
    PaymentTrace,
    PaymentWay,
    Refund,
    RefundEffect,
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
from contracts.payments.orphans import OrphanedOrder, OrphanedOrderRef, PaymentRestoring
from contracts.roles import ACCOUNTANTS
from contracts.wire import (
    AccountsInterval,
    Nothing,
)


class PaymentsRpc(KeepsAudit, KeepsApprovals, KeepsDeadLetters, Protocol):
    @allows(customer("account_number", scope="create_payment", parts="further"))
    @refuses(
        "amount_out_of_limits",
        "readings_required",
        "method_not_available",
        "bank_unavailable",
        "payment_open",
        "payment_just_made",
        "too_many_orders",
    )
    def start_payment(self, request: PaymentRequest) -> PaymentStarted:
        """An account has at most one open order: the same request continues it, another one closes it at the bank. So
        it is for each account of an order."""
        ...

    @allows(account(owns=None, scope="create_payment"))
    @refuses("payment_not_found", "cancel_not_possible", "bank_unavailable")
    def cancel_payment(self, request: PaymentRef) -> Payment:
        """Closes the open order at the bank; the payment as it is then, which is paid if the bank says so. Access as
        with `get_payment`."""
        ...

    @allows(account(owns=None))
    @refuses("payment_not_found")
    def get_payment(self, request: PaymentRef) -> Payment:
        """The payment names the account: the service compares it with what the caller owns."""
        ...

    @allows(anyone())
    @refuses("payment_not_found")
    def settle_return(self, request: BankOrderRef) -> Payment: ...

    @allows(account("account_numbers"))
    @refuses()
    def list_payments(self, request: AccountsInterval) -> PaymentList: ...

    @allows(system())
    @refuses()
    def receive_callback(self, request: BankCallback) -> CallbackStored: ...

    @allows(staff(confirmed=True))
    @refuses("payment_not_found", "refund_not_possible", "bank_unavailable", "approval_needed")
    def refund_payment(self, request: RefundRequest) -> Refund: ...

    @allows(staff())
    @refuses("payment_not_found", "refund_not_possible")
    def preview_refund(self, request: RefundRequest) -> RefundEffect: ...

    @allows(staff(confirmed=True))
    @refuses("payment_not_found", "refund_not_possible")
    def ask_refund(self, request: RefundRequest) -> Approval: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses(
        "approval_not_found", "approval_not_possible", "payment_not_found", "refund_not_possible", "bank_unavailable"
    )
    def approve(self, request: ApprovalRef) -> Approval: ...

    @allows(staff())
    @refuses("payment_not_found")
    def trace_payment(self, request: PaymentRef) -> PaymentTrace:
        """By the payment's own number, or by the number of its order at the bank."""
        ...

    @allows(account(owns=None))
    @refuses("payment_not_found")
    def follow_payment(self, request: PaymentRef) -> PaymentWay:
        """Access as with `get_payment`."""
        ...

    @allows(staff())
    @refuses("payment_not_found")
    def ask_bank(self, request: PaymentRef) -> Payment:
        """Asks the bank at once for staff; the answer is applied as the poller's would be."""
        ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("payment_not_found", "review_not_possible", "bank_unavailable")
    def settle_review(self, request: ReviewSettlement) -> Payment: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("payment_not_found", "review_not_possible", "bank_unavailable")
    def settle_refund(self, request: RefundSettlement) -> Refund: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("payment_not_found", "restoring_not_possible", "bank_unavailable")
    def look_at_stray(self, request: OrphanedOrderRef) -> OrphanedOrder: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("payment_not_found", "restoring_not_possible", "bank_unavailable")
    def restore_payment(self, request: PaymentRestoring) -> Payment: ...

    @allows(staff())
    @refuses()
    def list_for_review(self, request: ReviewQuery) -> PaymentList: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_register_profiles(self, request: Nothing) -> r.RegisterProfiles: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("register_refused")
    def take_register(self, request: r.RegisterFile) -> r.RegisterTaken:
        """The whole file or nothing; what is wrong with it is in `details.faults`."""
        ...

    @allows(staff(ACCOUNTANTS))
    @refuses("register_not_found")
    def list_registers(self, request: r.RegisterQuery) -> r.RegisterList: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("register_not_found")
    def list_operations(self, request: r.RegisterRef) -> r.OperationList: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_unmatched(self, request: r.OperationQuery) -> r.OperationList: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("operation_not_found")
    def get_operation(self, request: r.OperationRef) -> r.Operation: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("operation_not_found", "operation_settled")
    def assign_operation(self, request: r.OperationAssignment) -> r.Operation: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("operation_not_found", "operation_settled")
    def release_operation(self, request: r.OperationRelease) -> r.Operation: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_reconciliations(self, request: r.ReconciliationQuery) -> r.ReconciliationList: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("reconciliation_not_found")
    def get_reconciliation(self, request: r.ReconciliationDay) -> r.Reconciliation: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def reconcile_day(self, request: r.ReconciliationDay) -> r.Reconciliation: ...

    @allows(anyone())
    @refuses()
    def get_limits(self, request: Nothing) -> PaymentLimits: ...

    @allows(staff())
    @refuses()
    def get_figures(self, request: FiguresQuery) -> Figures: ...
