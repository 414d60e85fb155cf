"""What an operator watches: payments by what happened to them, callbacks, and the bank's answers."""

from prometheus_client import Counter

EDGES_WALKED = Counter("payment_edges_total", "Changes of state; alert on any manual_review", ["edge", "state"])
CALLBACKS = Counter(
    "payment_callbacks_total", "Notifications from the bank: news, repeated, stranger, forged", ["kind"]
)
BANK_ANSWERS = Counter(
    "payment_bank_answers_total", "Requests to the bank by the kind of its answer", ["method", "answer"]
)
