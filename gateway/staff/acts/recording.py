"""What the forms of acts have in common: the question before an act is recorded, and the way on after it."""

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from gateway.staff.forms.confirmation import Action
from gateway.staff.words.acts import EXPLAINED, KINDS, SETTLED
from wording.accounts import account
from wording.dates import day

Facts = Sequence[tuple[str, str]]


def question(kind: str, account_number: str, number: str, happened_on: date, before: Facts, after: Facts) -> Action:
    """Asks whether to record the act; `before` and `after` are facts around its number and day."""
    return Action(
        title=f"Записать акт: {KINDS[kind].lower()}?",
        facts=[
            ("Лицевой счёт", account(account_number)),
            *before,
            ("Акт", f"№ {number}, {day(happened_on)}"),
            *after,
        ],
        warning=f"{EXPLAINED[kind]} {SETTLED}",
        button="Записать акт",
    )


def recorded(kind: str, account_number: str) -> ResponseReturnValue:
    """Back to the account's acts."""
    flash(f"Акт записан: {KINDS[kind].lower()}.", "success")
    return redirect(url_for("staff.acts.show", number=account_number))
