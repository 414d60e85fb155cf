"""The front page of the desk: search for accounts, people and payments, and the work that waits for staff."""

import re

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import UserQuery
from contracts.billing import AccountQuery
from contracts.feedback import OPEN_APPEALS_A_PAGE, OpenAppealsQuery
from contracts.payments import REVIEW_A_PAGE, PaymentRef, ReviewQuery
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import Round, services
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff

blueprint = Blueprint("search", __name__)
ACCOUNT = re.compile(r"\d{9}")
PAYMENT = re.compile(r"[A-Za-z0-9-]{10,64}")
"""A payment's own number or the number of its order at the bank; shorter ones exist nowhere."""
LONGEST, SHORTEST = 100, 2


@blueprint.get("")
@for_staff()
def show() -> ResponseReturnValue:
    text = " ".join(request.args.get("q", "").split())[:LONGEST]
    number = re.sub(r"[()\s-]", "", text)
    if ACCOUNT.fullmatch(number):
        return redirect(url_for("staff.accounts.show", number=number))
    return _found(text) if len(text) >= SHORTEST else _waiting(text)


def _found(text: str) -> ResponseReturnValue:
    """Accounts by name and address, people by e-mail and phone, a payment by number, all in one round."""
    after = request.args.get("after") or None
    with refuse_invalid():
        accounts_query = AccountQuery(text=text, after=after)
    with Round() as ask:
        accounts = ask(services().billing.find_accounts, accounts_query)
        users = None if after else ask(services().auth.find_users, UserQuery(text=text))
        payment = None
        if PAYMENT.fullmatch(text):
            payment = ask(services().payments.trace_payment, PaymentRef(payment_id=text))
    return render_template(
        "staff/accounts/found.html",
        text=text,
        accounts=accounts.or_none,
        users=users.or_none.users if users and users.or_none else [],
        payment=payment.or_nothing.payment if payment and payment.or_nothing else None,
        missing={
            "Лицевые счета": accounts.missing,
            "Пользователи": users is not None and users.missing,
            "Платежи": payment is not None and payment.missing,
        },
    )


def _waiting(text: str) -> ResponseReturnValue:
    with Round() as ask:
        appeals = ask(services().feedback.list_open, OpenAppealsQuery())
        payments = ask(services().payments.list_for_review, ReviewQuery())
    waiting = appeals.or_none.appeals if appeals.or_none else None
    return render_template(
        "staff/accounts/search.html",
        text=text,
        appeals=waiting,
        late=[appeal for appeal in waiting or () if appeal.due_on < today()],
        payments=payments.or_none.payments if payments.or_none else None,
        most={"appeals": OPEN_APPEALS_A_PAGE, "payments": REVIEW_A_PAGE},
    )
