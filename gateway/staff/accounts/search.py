"""The search of the desk, whose field is on every page of it: accounts, people and all that has a number."""

import re

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import UserQuery
from contracts.billing import AccountQuery
from contracts.feedback import AppealSearch
from contracts.payments import PaymentRef
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import Round, ask, services
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.today import today_page

blueprint = Blueprint("search", __name__)
ACCOUNT = re.compile(r"\d{9}")
PAYMENT = re.compile(r"[A-Za-z0-9-]{10,64}")
"""A payment's own number or the number of its order at the bank; shorter ones exist nowhere."""
LONGEST, SHORTEST = 100, 2


@blueprint.get("")
@for_staff()
def show() -> ResponseReturnValue:
    """What was asked for; without a question the work of this role."""
    text = " ".join(request.args.get("q", "").split())[:LONGEST]
    number = re.sub(r"[()\s-]", "", text)
    if ACCOUNT.fullmatch(number) and _is_account(number):
        return redirect(url_for("staff.accounts.show", number=number))
    return _found(text) if len(text) >= SHORTEST else today_page(text)


def _is_account(number: str) -> bool:
    """Nine digits may be a meter's number, too."""
    found = ask(services().billing.find_accounts, AccountQuery(text=number)).accounts
    return any(one.account_number == number for one in found)


def _found(text: str) -> ResponseReturnValue:
    """Accounts by what people say of them, people by e-mail and phone, appeals and payments by number, in one round."""
    after = request.args.get("after") or None
    with refuse_invalid():
        accounts_query = AccountQuery(text=text, after=after)
    with Round() as ask_:
        accounts = ask_(services().billing.find_accounts, accounts_query)
        users = None if after else ask_(services().auth.find_users, UserQuery(text=text))
        appeals = None if after else ask_(services().feedback.find_appeals, AppealSearch(text=text))
        payment = None
        if PAYMENT.fullmatch(text) and not after:
            payment = ask_(services().payments.trace_payment, PaymentRef(payment_id=text))
    return render_template(
        "staff/accounts/found.html",
        text=text,
        accounts=accounts.or_none,
        users=users.or_none.users if users and users.or_none else [],
        appeals=appeals.or_none.appeals if appeals and appeals.or_none else [],
        payment=payment.or_nothing.payment if payment and payment.or_nothing else None,
        missing={
            "Лицевые счета": accounts.missing,
            "Пользователи": users is not None and users.missing,
            "Обращения": appeals is not None and appeals.missing,
            "Платежи": payment is not None and payment.missing,
        },
    )
