"""What an operator watches: payments by what happened to them, callbacks, and the bank's answers."""

from prometheus_client import Counter

EDGES_WALKED = Counter("payment_edges_total", "Changes of state; alert on any manual_review", ["edge", "state"])
CALLBACKS = Counter(
    "payment_callbacks_total", "Notifications from the bank: news, repeated, stranger, forged", ["kind"]
)
BANK_ANSWERS = Counter(
    "payment_bank_answers_total", "Requests to the bank by the kind of its answer", ["method", "answer"]
)
DIFFERENCES = Counter("payment_differences_total", "Differences found by reconciliation; alert on any", ["kind"])
FORBIDDEN_EDGES = Counter("payment_forbidden_edges_total", "Ways that the state table forbids; alert on any", ["edge"])
REGISTER_ROWS = Counter("payment_register_rows_total", "Rows of registers: matched, unmatched, repeated", ["outcome"])
