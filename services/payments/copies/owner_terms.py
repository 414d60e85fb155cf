"""Since when accounts are their present owners': payments of former ones are not shown to them (152-ФЗ, ст. 7)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.billing import OwnerChanged
from services.payments.copies.models import KnownAccount
from services.payments.dependencies import PaymentsWork
from wording.moscow import day_begins


def remember_owner(work: PaymentsWork, event: OwnerChanged) -> None:
    """The latest change stands, in whatever order they come, also before the account itself is known."""
    new = insert(KnownAccount).values(number=event.account_number, open=True, version=0, owner_since=event.since)
    latest = func.greatest(KnownAccount.owner_since, new.excluded.owner_since)
    work.session.execute(new.on_conflict_do_update(index_elements=["number"], set_={"owner_since": latest}))


def terms_begin(session: Session, numbers: Iterable[str]) -> dict[str, datetime]:
    """The moments from which those of these accounts that had another owner are their present owners'."""
    rows = session.execute(
        select(KnownAccount.number, KnownAccount.owner_since).where(
            KnownAccount.number.in_(list(numbers)), KnownAccount.owner_since.is_not(None)
        )
    )
    return {row.number: day_begins(row.owner_since) for row in rows}
