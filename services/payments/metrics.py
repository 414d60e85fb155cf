"""What an operator watches: payments by their transitions, callbacks, and the bank's replies."""

from prometheus_client import Counter, Gauge

PAYMENT_TRANSITIONS = Counter(
    "payment_transitions_total",
    "Changes of state by name and new state; alert on any manual_review",
    ["transition", "state"],
)
CALLBACKS = Counter("payment_callbacks_total", "Callbacks of the bank: news, repeated, stranger, forged", ["kind"])
BANK_ANSWERS = Counter(
    "payment_bank_answers_total", "Requests to the bank by the kind of its reply", ["method", "answer"]
)
DIFFERENCES = Counter("payment_differences_total", "Differences found by reconciliation; alert on any", ["kind"])
FORBIDDEN_TRANSITIONS = Counter(
    "payment_forbidden_transitions_total", "Transitions that the state table forbids; alert on any", ["transition"]
)
STATEMENT_ROWS = Counter(
    "payment_register_rows_total", "Rows of bank statements: matched, unmatched, repeated", ["outcome"]
)
WAITING_FOR_STAFF = Gauge(
    "payments_waiting_for_staff",
    "Payments that a person must look at now, by why: manual_review, refund, chargeback, contradiction",
    ["why"],
)
