"""The owners of an account one after the other, with what each owes."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.billing import FormerOwnerEntry, OwnerTerm, OwnerTerms
from contracts.wire import AccountRef
from services.billing.accounts.known import known_account
from services.billing.ledger.balance import balance
from services.billing.owners.models import AccountTerm, FormerOwnerEntryRow
from services.billing.penalties.posting import owed
from services.billing.settings import BillingWork


def list_owners(work: BillingWork, request: AccountRef) -> OwnerTerms:
    """The present owner first; Refusal "account_not_found"."""
    return owners_of(work.session, request.account_number)


def owners_of(session: Session, account_number: str) -> OwnerTerms:
    """Returns the terms with their debts; Refusal "account_not_found"."""
    account = known_account(session, account_number)
    by_day = select(AccountTerm).where(AccountTerm.account_number == account_number).order_by(AccountTerm.since)
    terms = session.scalars(by_day).all()
    present = OwnerTerm(
        full_name=account.full_name,
        since=terms[-1].since if terms else None,
        until=None,
        ground=terms[-1].ground if terms else "",
        debt_kopecks=balance(session, account_number),
        penalty_kopecks=owed(session, account_number),
        entries=[],
    )
    former = [
        _former(session, term, terms[place - 1] if place else None) for place, term in reversed(list(enumerate(terms)))
    ]
    return OwnerTerms(account_number=account_number, terms=[present, *former])


def _former(session: Session, ended_by: AccountTerm, own: AccountTerm | None) -> OwnerTerm:
    """The owner whose term ended with the change `ended_by`; `own` began it, None for the first owner."""
    entries = session.scalars(
        select(FormerOwnerEntryRow)
        .where(
            FormerOwnerEntryRow.account_number == ended_by.account_number, FormerOwnerEntryRow.since == ended_by.since
        )
        .order_by(FormerOwnerEntryRow.id)
    ).all()
    return OwnerTerm(
        full_name=ended_by.former_name,
        since=own.since if own else None,
        until=ended_by.since - timedelta(days=1),
        ground=own.ground if own else "",
        debt_kopecks=sum(entry.amount_kopecks for entry in entries if entry.kind == "energy"),
        penalty_kopecks=sum(entry.amount_kopecks for entry in entries if entry.kind == "penalty"),
        entries=[
            FormerOwnerEntry(
                at=entry.occurred_at, kind=entry.kind, title=entry.title, amount_kopecks=entry.amount_kopecks
            )
            for entry in entries
        ],
    )
