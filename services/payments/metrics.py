"""What an operator watches: payments by their transitions, callbacks, the bank's replies, and what waits for a person.

Alerts about money stand on the gauges: they say what the tables hold now, so a restart neither hides nor repeats it.
"""

from prometheus_client import Counter, Gauge

from chassis.telemetry.exposition import begin_with_zero

PAYMENT_TRANSITIONS = Counter(
    "cabinet_payment_transitions_total", "Changes of state by name and new state", ["transition", "state"]
)
CALLBACKS = Counter(
    "cabinet_payment_callbacks_total", "Callbacks of the bank: news, repeated, stranger, forged", ["kind"]
)
BANK_ANSWERS = Counter(
    "cabinet_payment_bank_answers_total", "Requests to the bank by the kind of its reply", ["method", "answer"]
)
FORBIDDEN_TRANSITIONS = Counter(
    "cabinet_payment_forbidden_transitions_total", "Transitions that the state table forbids", ["transition"]
)
STATEMENT_ROWS = Counter(
    "cabinet_payment_register_rows_total", "Rows of bank statements: matched, unmatched, repeated", ["outcome"]
)

WHY = ("manual_review", "refund", "chargeback", "contradiction")
WAITING_FOR_STAFF = Gauge(
    "cabinet_payments_waiting_for_staff",
    "Payments that a person must look at now, by why: manual_review, refund, chargeback, contradiction",
    ["why"],
)
WAITING_LONGEST = Gauge(
    "cabinet_payments_waiting_for_staff_oldest_age_seconds", "How long the oldest of them has waited", ["why"]
)
UNFINISHED = Gauge("cabinet_payments_unfinished", "Payments whose outcome is not known yet, by state", ["state"])
UNFINISHED_LONGEST = Gauge(
    "cabinet_payments_unfinished_oldest_age_seconds", "Age of the oldest payment in each such state", ["state"]
)
DIFFERENCES = Gauge(
    "cabinet_reconciliation_differences",
    "Differences between bank, portal and ledger in the last reports of the last days",
)
DIFFERENCE_LONGEST = Gauge(
    "cabinet_reconciliation_difference_oldest_age_seconds", "Age of the oldest day whose last report has differences"
)

begin_with_zero(CALLBACKS, ("news", "repeated", "stranger", "forged"))
begin_with_zero(STATEMENT_ROWS, ("matched", "unmatched", "repeated"))
