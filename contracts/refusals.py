"""Every refusal that crosses the wire: its code and its kind. The text for people comes with the refusal."""

from typing import Literal

Kind = Literal["invalid", "unauthenticated", "forbidden", "not_found", "conflict", "throttled", "unavailable"]

REFUSALS: dict[str, Kind] = {
    # the chassis, for every service
    "bad_request": "invalid",
    "forbidden": "forbidden",
    "not_confirmed": "forbidden",
    "account_not_found": "not_found",
    "idempotency_conflict": "conflict",
    "deadline": "unavailable",
    "unavailable": "unavailable",
    "internal": "unavailable",
    "dead_letter_not_found": "not_found",
    # auth
    "registration_refused": "conflict",
    "invalid_field": "invalid",
    "wrong_credentials": "unauthenticated",
    "not_activated": "forbidden",
    "session_expired": "unauthenticated",
    "user_not_found": "not_found",
    "token_invalid": "conflict",
    "too_many_attempts": "throttled",
    "account_not_linked": "not_found",
    "account_already_linked": "conflict",
    "primary_account": "conflict",
    "ownership_not_proven": "conflict",
    "staff_not_found": "not_found",
    "staff_change_refused": "conflict",
    # billing and payments: what needs a second person
    "approval_needed": "conflict",
    "approval_not_found": "not_found",
    "approval_not_possible": "conflict",
    # billing
    "bill_not_found": "not_found",
    "period_not_open": "conflict",
    "not_calculated": "conflict",
    "not_ready": "conflict",
    "tariff_not_found": "conflict",
    "report_not_found": "not_found",
    "batch_not_found": "not_found",
    "batch_not_possible": "conflict",
    "payout_not_found": "not_found",
    "payout_not_possible": "conflict",
    "transfer_not_possible": "conflict",
    # both takers of the supplier's files
    "package_not_found": "not_found",
    "package_not_open": "conflict",
    "package_under_way": "conflict",
    # billing and readings: acts
    "act_refused": "invalid",
    "act_not_found": "not_found",
    # readings
    "reading_refused": "invalid",
    "confirmation_needed": "conflict",
    "no_meter": "conflict",
    "reading_not_found": "not_found",
    # payments
    "payment_not_found": "not_found",
    "amount_out_of_limits": "invalid",
    "method_not_available": "invalid",
    "readings_required": "invalid",
    "bank_unavailable": "unavailable",
    "payment_open": "conflict",
    "payment_just_made": "conflict",
    "too_many_orders": "conflict",
    "cancel_not_possible": "conflict",
    "refund_not_possible": "conflict",
    "review_not_possible": "conflict",
    "restoring_not_possible": "conflict",
    "register_refused": "invalid",
    "register_not_found": "not_found",
    "operation_not_found": "not_found",
    "operation_settled": "conflict",
    "reconciliation_not_found": "not_found",
    # notifications
    "delivery_needed": "conflict",
    "letter_not_found": "not_found",
    "news_not_found": "not_found",
    # feedback
    "appeal_not_found": "not_found",
    "file_refused": "invalid",
    "appeal_closed": "conflict",
    "appeal_changed": "conflict",
    "note_not_found": "not_found",
    "template_not_found": "not_found",
}
