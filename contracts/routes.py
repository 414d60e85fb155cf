"""The access matrix of the gateway: which rule of `contracts.access` decides about each endpoint.

The endpoints of the desk are not listed: `for_staff` beside each view names the call whose rule decides about it.
"""

PUBLIC, OWN_PAGES, DESK = "public", "own pages", "desk"
"""Rows without a method: everybody; a customer with a session (pages never take an API token); any member of staff."""

ROUTES: dict[str, tuple[str, ...]] = {
    PUBLIC: (
        "entrance.sign_in", "entrance.open_session", "entrance.sign_out", "registration.show",
        "registration.register", "registration.sent", "registration.activation", "registration.activate",
        "registration.resend_form", "registration.resend", "recovery.show", "recovery.recover",
        "recovery.sent", "recovery.new_password", "recovery.set_password", "email.show", "email.confirm",
        "not_me.show", "not_me.close",
        "information.show", "information.document", "information.edition", "bill_check.show",
        "bill_check.result", "payments.come_back", "appearance", "static", "assets", "healthz", "readyz",
        "metrics", "description.openapi", "description.asyncapi", "description.show", "api.bank_callback",
        "offline.manifest", "offline.worker", "offline.shell",
        "well_known.change_password", "well_known.security", "well_known.robots",
        "api.create_registration", "api.activate_registration", "api.create_session",
        "api.create_password_reset", "staff.entrance.sign_in", "staff.entrance.open_session",
        "staff.entrance.sign_out", "unsubscribe.show", "unsubscribe.stop", "may_upload",
    ),
    OWN_PAGES: (
        "home.show", "pay.act", "together.show", "together.act",
        "payments.show", "payments.receipt", "payments.receipt_file", "payments.cancel",
        "archive.show", "sbp.show", "archive.bill", "archive.file", "credits.show", "settlements.show",
        "settlements.as_csv", "settlements.as_xlsx", "readings.show", "timeline.show", "consumption.show",
        "consumption.as_csv", "debt.show", "timeline.as_csv", "timeline.as_xlsx", "profile.show",
        "entrance.stay", "profile.change_email", "profile.change_phone", "password.change", "password.first",
        "delivery.change_delivery", "delivery.change_reminders", "linked.add", "linked.ask_removal",
        "linked.remove", "linked.rename", "viewers.show", "viewers.change",
        "sessions.end", "sessions.end_others", "sessions.history",
        "privacy.show", "privacy.consent", "privacy.agree", "privacy.export", "privacy.ask_deletion",
        "privacy.delete", "tokens.issue", "tokens.revoke", "feedback.show", "feedback.write",
        "feedback.reply", "feedback.rate", "feedback.file", "api.delete_session",
    ),
    "auth.change_password": ("api.change_password",), "auth.request_email_change": ("api.change_email",),
    "auth.change_phone": ("api.change_phone",), "auth.link_account": ("api.link_account",),
    "auth.unlink_account": ("api.unlink_account",), "auth.list_tokens": ("api.list_tokens",),
    "auth.issue_token": ("api.issue_token",), "auth.revoke_token": ("api.revoke_token",),
    "billing.get_overviews": ("api.list_accounts", "api.get_account"), "billing.list_bills": ("api.list_bills",),
    "billing.list_credits": ("api.list_credits",), "billing.list_settlements": ("api.list_settlements",),
    "billing.get_timeline": ("api.get_timeline", "api.get_timeline_csv"),
    "billing.begin_package": ("api.create_import",), "billing.get_package": ("api.get_import",),
    "billing.cancel_package": ("api.cancel_import",),
    "billing.list_packages": ("api.list_imports",), "printer.print_bill": ("api.get_bill_pdf", "api.get_bill_png"),
    "printer.print_receipt": ("api.get_receipt",), "readings.check_readings": ("api.check_readings",),
    "readings.submit_readings": ("api.create_reading",), "readings.list_readings": ("api.list_readings",),
    "payments.start_payment": ("api.create_payment",), "payments.get_payment": ("api.get_payment",),
    "payments.list_payments": ("api.list_payments",), "notifications.get_delivery": ("api.get_delivery",),
    "notifications.set_delivery": ("api.change_delivery",), "feedback.send_appeal": ("api.create_appeal",),
    "feedback.list_appeals": ("api.list_appeals",), "feedback.get_file": ("api.get_appeal_file",),
    "feedback.save_draft": ("feedback.save", "feedback.clear"),
}  # fmt: skip
"""Which rule decides about each endpoint outside of the desk. An API token is judged by its scope. A rule without
customers is for the supplier's own system and its token."""
