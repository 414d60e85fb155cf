"""payments: acquirer orders, callbacks, reconciliation, refunds."""

from contracts.payments.desk import (
    REVIEW_A_PAGE,
    PaymentTrace,
    PaymentWay,
    Refund,
    RefundRequest,
    RefundSettlement,
    ReviewQuery,
    ReviewSettlement,
    TraceStep,
    WayStep,
)
from contracts.payments.events import PaymentFailed, PaymentRefunded, PaymentSucceeded
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
    State,
)
from contracts.payments.orphans import OrphanedOrder, OrphanedOrderRef, PaymentRestoring
from contracts.payments.rpc import PaymentsRpc

__all__ = [
    "REVIEW_A_PAGE",
    "BankCallback",
    "BankOrderRef",
    "CallbackStored",
    "OrphanedOrder",
    "OrphanedOrderRef",
    "Payment",
    "PaymentFailed",
    "PaymentLimits",
    "PaymentList",
    "PaymentRef",
    "PaymentRefunded",
    "PaymentRequest",
    "PaymentRestoring",
    "PaymentStarted",
    "PaymentSucceeded",
    "PaymentTrace",
    "PaymentWay",
    "PaymentsRpc",
    "Refund",
    "RefundRequest",
    "RefundSettlement",
    "ReviewQuery",
    "ReviewSettlement",
    "State",
    "TraceStep",
    "WayStep",
]
