"""The access matrix: who may call which method of a service, whose account it must be, and which address leads there.

The chassis enforces a row of `ACCESS` before the method runs, with the identity that travels in the message's headers;
a method without a row makes its service fail at import. `ROUTES` says the same of the gateway's addresses: each names
the method whose row decides. tests/gateway/test_access_matrix.py and tests/e2e/test_access_matrix.py walk all of it.
"""

from dataclasses import dataclass

NOBODY = "nobody"
CUSTOMER = "customer"
STAFF = frozenset({"operator", "accountant", "administrator"})
ACCOUNTANTS = frozenset({"accountant", "administrator"})
ADMINISTRATORS = frozenset({"administrator"})
SYSTEM = "system"
"""Our own processes: the launcher, a service calling another one, the gateway on behalf of the bank."""
EVERYONE = frozenset({NOBODY, CUSTOMER, SYSTEM}) | STAFF
PARTNER = "partner"
"""A partner reads the events that it was given, on a virtual host of its own: no row admits it."""


@dataclass(frozen=True, slots=True)
class Access:
    """One row. `owns` names the request's field with the account number(s) that a customer must have linked."""

    roles: frozenset[str]
    owns: str | None = None
    owners: frozenset[str] = frozenset({CUSTOMER})
    """The roles to which `owns` applies; the others of `roles` may touch every account."""
    scope: str | None = None
    """The scope that a personal API token needs; None: no token may call it."""
    confirmed: bool = False
    """A change that needs the current password (M4.2)."""


def _public() -> Access:
    return Access(EVERYONE)


def _customer(owns: str | None = None, scope: str | None = None, confirmed: bool = False) -> Access:
    return Access(frozenset({CUSTOMER}), owns, scope=scope, confirmed=confirmed)


def _account(owns: str = "account_number", scope: str | None = "read") -> Access:
    """A customer's own account, or any account for staff and for our own processes."""
    return Access(frozenset({CUSTOMER, SYSTEM}) | STAFF, owns, scope=scope)


def _staff(roles: frozenset[str] = STAFF) -> Access:
    return Access(roles | {SYSTEM})


def _supplier() -> Access:
    """An accountant at the desk, or the supplier's own system with its token."""
    return Access(ACCOUNTANTS | {SYSTEM}, scope="import")


PACKAGES = {
    name: _supplier()
    for name in ("begin_package", "add_package_part", "submit_package", "get_package", "list_packages")
}
"""Of each service that loads the supplier's files."""

_WATCHED = {
    "list_audit": _staff(ADMINISTRATORS),
    "list_dead_letters": _staff(ADMINISTRATORS),
    "settle_dead_letter": _staff(ADMINISTRATORS),
}
"""Of every service that hears facts."""

ACCESS: dict[str, dict[str, Access]] = {
    "auth": {
        "get_entrance_policy": _public(),
        "register": _public(),
        "resend_activation": _public(),
        "activate": _public(),
        "sign_in": _public(),
        "sign_in_staff": _public(),
        "authenticate": _public(),
        "take_quota": _public(),
        "sign_out": _public(),
        "recover_password": _public(),
        "set_password_by_link": _public(),
        "change_password": _customer(confirmed=True),
        "request_email_change": _customer(confirmed=True),
        "confirm_email": _public(),
        "change_phone": _customer(confirmed=True),
        "link_account": _customer(confirmed=True),
        "unlink_account": _customer(owns="account_number", confirmed=True),
        "rename_account": _customer(owns="account_number"),
        "get_profile": _customer(scope="read"),
        "list_consents": _customer(),
        "give_consent": _customer(),
        "get_own_data": _customer(confirmed=True),
        "delete_cabinet": _customer(confirmed=True),
        "list_sessions": _customer(),
        "end_session": _customer(),
        "end_other_sessions": _customer(),
        "list_security_events": _customer(),
        "issue_token": _customer(confirmed=True),
        "list_tokens": _customer(),
        "revoke_token": _customer(),
        "find_users": _staff(),
        "get_contacts": _staff(),
        "look_at_cabinet": _staff(),
        **_WATCHED,
    },
    "billing": {
        "get_overviews": _account("account_numbers"),
        "forecast_penalty": _account(),
        "list_bills": _account(),
        "get_bill": _account(),
        "explain_bill": _account(),
        "check_bill": _public(),
        "list_credits": _account(),
        "list_settlements": _account(),
        "get_timeline": _account(),
        "get_consumption": _account(),
        "price_volumes": _account(),
        "run_period": _staff(ACCOUNTANTS),
        "publish_period": _staff(ACCOUNTANTS),
        "get_run": _staff(ACCOUNTANTS),
        "preview_run": _staff(ACCOUNTANTS),
        "list_run_rows": _staff(ACCOUNTANTS),
        "preview_bill": _staff(ACCOUNTANTS),
        "list_revisions": _account(),
        "list_rates": _staff(ACCOUNTANTS),
        "post_correction": _staff(ACCOUNTANTS),
        "set_other_debts": _staff(ACCOUNTANTS),
        "issue_notice": _staff(),
        "send_notice": _staff(),
        "record_step": _staff(),
        "record_agreement": _staff(ACCOUNTANTS),
        "get_restriction": _staff(),
        "list_debtors": _staff(),
        "post_credit": _staff(ACCOUNTANTS),
        "find_accounts": _staff(),
        **PACKAGES,
        **_WATCHED,
    },
    "printer": {
        "print_bill": _account(),
        "print_receipt": _account(),
    },
    "readings": {
        "get_meters": _account("account_numbers"),
        "check_readings": _account(),
        "submit_readings": Access(frozenset({CUSTOMER}), "account_number", scope="submit_readings"),
        "list_readings": _account(),
        "list_paid_with": _staff(),
        "list_sent_without_payment": _account("account_numbers"),
        "record_control_reading": _staff(),
        "withdraw_reading": _staff(),
        **PACKAGES,
        **_WATCHED,
        "get_figures": _staff(),
    },
    "payments": {
        "start_payment": Access(frozenset({CUSTOMER}), "account_number", scope="create_payment"),
        # the payment itself tells the account: the service compares it with what the caller owns
        "get_payment": Access(frozenset({CUSTOMER, SYSTEM}) | STAFF, scope="read"),
        "settle_return": _public(),
        "list_payments": _account("account_numbers"),
        "receive_callback": Access(frozenset({SYSTEM})),
        "refund_payment": _staff(),
        "trace_payment": _staff(),
        "list_for_review": _staff(),
        # the payment itself tells the account, as with get_payment
        "follow_payment": Access(frozenset({CUSTOMER, SYSTEM}) | STAFF, scope="read"),
        "ask_bank": _staff(),
        "settle_review": _staff(ACCOUNTANTS),
        "settle_refund": _staff(ACCOUNTANTS),
        "look_at_stray": _staff(ACCOUNTANTS),
        "restore_payment": _staff(ACCOUNTANTS),
        "get_limits": _public(),
        **_WATCHED,
        "list_register_profiles": _staff(ACCOUNTANTS),
        "take_register": _staff(ACCOUNTANTS),
        "list_registers": _staff(ACCOUNTANTS),
        "list_operations": _staff(ACCOUNTANTS),
        "list_unmatched": _staff(ACCOUNTANTS),
        "get_operation": _staff(ACCOUNTANTS),
        "assign_operation": _staff(ACCOUNTANTS),
        "release_operation": _staff(ACCOUNTANTS),
        "list_reconciliations": _staff(ACCOUNTANTS),
        "get_reconciliation": _staff(ACCOUNTANTS),
        "reconcile_day": _staff(ACCOUNTANTS),
        "get_figures": _staff(),
    },
    "notifications": {
        "get_delivery": _customer(scope="read"),
        "set_delivery": _customer(confirmed=True),
        "set_reminders": _customer(confirmed=True),
        "unsubscribe": _public(),
        "list_letters": _staff(),
        "resend_letter": _staff(),
        "list_news": _public(),
        "list_all_news": _staff(),
        "write_news": _staff(),
        "end_news": _staff(),
        "list_letter_kinds": _staff(),
        "preview_letter": _staff(),
        "list_reminder_rules": _staff(),
        "change_reminder_rules": _staff(ADMINISTRATORS),
        "drop_reminder_rule": _staff(ADMINISTRATORS),
        **_WATCHED,
        "get_figures": _staff(),
    },
    "feedback": {
        "send_appeal": _customer(owns="account_number"),
        "list_kinds": _public(),
        "list_appeals": _account(),
        "get_appeal": _staff(),
        "get_file": _account(),
        "reply_appeal": _customer(owns="account_number"),
        "rate_appeal": _customer(owns="account_number"),
        "list_open": _staff(),
        "answer_appeal": _staff(),
        "get_draft": _customer(),
        "save_draft": _customer(),
        "list_templates": _staff(),
        "save_template": _staff(),
        "remove_template": _staff(),
        "list_audit": _staff(ADMINISTRATORS),
        "get_figures": _staff(),
    },
}


def access_row(call: str) -> Access:
    """The row of `service.method`."""
    service, method = call.split(".")
    return ACCESS[service][method]
