"""Changes of owner by acts: made once, when the bill of the month before is out, whichever way the act came."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from chassis.errors import Refusal
from services.billing.accounts.models import Account
from services.billing.acts.models import Act
from services.billing.owners.changing import Change, bill_before_is_out, make_change, wrong_day
from services.billing.owners.models import AccountTerm

KIND = "owner_change"
NAME = "full_name"
"""The detail of such an act that names the new owner."""
NAME_REMEDY = "укажите нового собственника: full_name=Фамилия Имя Отчество"


def refuse_wrong(session: Session, account: Account, since: date, details: Mapping[str, str]) -> None:
    """Refusal "act_refused" for an act that names no owner, or a day on which the owner cannot have changed."""
    if len(details.get(NAME, "").strip()) < 2:
        raise Refusal("act_refused", f"В подробностях {NAME_REMEDY}", "details")
    if (reason := wrong_day(session, account, since)) is not None:
        raise Refusal("act_refused", reason, "happened_on")


def change_due(session: Session, now: datetime, numbers: tuple[str, str] | None = None) -> int:
    """Make the changes whose acts wait no longer, of the accounts from one number to another or of all; how many."""
    made = 0
    for act in session.scalars(_waiting(numbers)).all():
        account = session.get(Account, act.account_number, populate_existing=True)
        # An act that another change has overtaken since stays in the register and changes nothing.
        if account is None or wrong_day(session, account, act.happened_on) is not None:
            continue
        if bill_before_is_out(session, account.number, act.happened_on):
            make_change(session, now, Change(account, act.happened_on, act.details[NAME], f"акт № {act.number}"))
            made += 1
    return made


def changes(session: Session, account_number: str) -> Collection[date]:
    """The days on which the account's owner has changed."""
    return set(session.scalars(select(AccountTerm.since).where(AccountTerm.account_number == account_number)))


def made(act: Act, changes: Collection[date]) -> bool:
    """Whether what is owed is divided by the day of this act."""
    return act.kind == KIND and act.happened_on in changes


def _waiting(numbers: tuple[str, str] | None) -> Select[Act]:
    cancellation, term = aliased(Act), AccountTerm
    waiting = select(Act).where(
        Act.kind == KIND,
        Act.cancels.is_(None),
        Act.details.has_key(NAME),
        ~select(cancellation.id).where(cancellation.cancels == Act.id).exists(),
        ~select(term.since).where(term.account_number == Act.account_number, term.since == Act.happened_on).exists(),
    )
    if numbers is not None:
        waiting = waiting.where(Act.account_number.between(*numbers))
    return waiting.order_by(Act.account_number, Act.happened_on, Act.id)
