"""The desk's blueprints, all of them inside `staff`."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from gateway.http.errors import handlers
from gateway.http.kept import again
from gateway.staff import counts, navigation, news
from gateway.staff.access import entrance, members, people
from gateway.staff.access.names import login_of
from gateway.staff.accounts import (
    account,
    control_readings,
    corrections,
    debts,
    impersonation,
    notes,
    ownership,
    search,
    told_readings,
    worklists,
)
from gateway.staff.acts import account_acts, acts, meter_acts
from gateway.staff.appeals import answers, appeals, received, templates
from gateway.staff.approvals import approvals
from gateway.staff.bank_statements import operations, statements
from gateway.staff.debtors import agreements, debt_list, notices, restriction
from gateway.staff.letters import letters, previews, reminders
from gateway.staff.monitoring import audit, daily_statistics, dead_letters
from gateway.staff.payments import refunds, reviews, trace, transfers
from gateway.staff.payouts import payouts
from gateway.staff.reconciliation import reconciliation, restoring
from gateway.staff.reports import reports
from gateway.staff.runs import checks, paper, recalculations, runs
from gateway.staff.supply import first_day, imports, rates

PARTS = (
    entrance, search, counts, account, trace, reviews, refunds, transfers, worklists, statements, operations,
    reconciliation, restoring, appeals, answers, received, notes, control_readings,
    told_readings, corrections, ownership, payouts, acts,
    meter_acts, account_acts, debts, debt_list, notices, restriction, agreements,
    letters, runs, checks, recalculations, paper,
    imports, rates, impersonation, daily_statistics, audit, dead_letters, templates, previews, news, reminders,
    approvals, reports, first_day, people,
)  # fmt: skip


def desk() -> Blueprint:
    """The whole desk as one blueprint; its context is there for errors of its pages too."""
    whole = Blueprint("staff", __name__, url_prefix="/staff")
    whole.context_processor(navigation.desk_context)
    whole.register_error_handler(Refusal, _refused)
    whole.add_app_template_filter(login_of, "staff_login")
    for part in PARTS:
        whole.register_blueprint(part.blueprint)
    return whole


def _refused(refusal: Refusal) -> ResponseReturnValue:
    """The desk has a sign-in page and a cookie of its own; every other refusal is answered as everywhere."""
    if refusal.code != "session_expired":
        return handlers.refused(refusal)
    kept = again.ask_to_sign_in() if request.method == "POST" else None
    response = kept or redirect(url_for("staff.entrance.sign_in", expired=1))
    members.forget(response)
    return response
