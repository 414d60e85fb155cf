"""A change of owner: debts, overpayments and penalties stay with whom they were made (ГК ст. 153, 210; ЖК ст. 153)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.events import outbox
from contracts.billing import OwnerChange, OwnerChanged, OwnerTerms
from services.billing.accounts.days import refuse_impossible
from services.billing.accounts.known import known_account
from services.billing.accounts.models import Account
from services.billing.acts.models import DESK, Act
from services.billing.ledger.models import ClosingBalance
from services.billing.notices.models import OtherDebt
from services.billing.owners.belated import CHANGE, move
from services.billing.owners.models import AccountTerm, FormerOwnerEntryRow
from services.billing.owners.terms import owners_of
from services.billing.penalties.models import PenaltyEntry
from services.billing.penalties.posting import owed
from services.billing.rules.periods import period_of, previous_period
from services.billing.settings import BillingWork
from wording.moscow import moscow_day

OTHER_DEBTS = ("court", "duty", "restriction")

_RENAMED = text(
    """
    select before ->> 'full_name' from changes
    where table_name = 'accounts' and key = :number
      and after ->> 'full_name' = :name and before ->> 'full_name' <> :name
    order by id desc limit 1
    """
)


@dataclass(frozen=True, slots=True)
class Change:
    """From the day `since` on the account is `full_name`'s, by the document `ground`."""

    account: Account
    since: date
    full_name: str
    ground: str


def change_owner(work: BillingWork, request: OwnerChange) -> OwnerTerms:
    """Record that the account is another person's from a day on, also in its register of acts.

    What the account owed at the end of the month before moves to the former owner, with penalties and the other debts;
    the charge of the month of the change, and all later ones, are the new owner's. Refusals "account_not_found",
    "bad_request" for a day that is to come, before the opening or not after the last change, "period_not_open" while
    the bill of the month before is not out.
    """
    session, number, since = work.session, request.account_number, request.since
    with once(session, f"change_owner:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(OwnerTerms)
        account = known_account(session, number)
        refuse_impossible(session, work.clock.today(), "fact", "since", since)
        if (reason := wrong_day(session, account, since)) is not None:
            raise Refusal("bad_request", reason, "since")
        if not bill_before_is_out(session, number, since):
            before = previous_period(period_of(since))
            raise Refusal("period_not_open", f"Сначала выпустите счёт за {before}: по нему делят долг", "since")
        act = Act(
            account_number=number,
            kind="owner_change",
            happened_on=since,
            number=request.ground,
            details={"full_name": request.full_name},
            source=DESK,
            reference=f"{work.actor}:{request.idempotency_key}",
            recorded_by=work.actor,
            recorded_at=work.now,
        )
        session.add(act)
        make_change(session, work.now, Change(account, since, request.full_name, request.ground))
        answer = owners_of(session, number)
        slot.keep(answer)
    return answer


def wrong_day(session: Session, account: Account, since: date) -> str | None:
    """Why the owner cannot have changed on that day, or None."""
    last = session.scalar(select(func.max(AccountTerm.since)).where(AccountTerm.account_number == account.number))
    if since <= max(account.opened_on, last or account.opened_on):
        return "День раньше открытия счёта или прежней смены собственника"
    return None


def bill_before_is_out(session: Session, account_number: str, since: date) -> bool:
    """Whether the bill by which the debt is divided, of the month before the change, is out."""
    months = select(func.max(ClosingBalance.period)).where(ClosingBalance.account_number == account_number)
    closed = session.scalar(months)
    return closed is not None and closed >= previous_period(period_of(since))


def make_change(session: Session, now: datetime, change: Change) -> None:
    """Divide what is owed between the two owners and tell of it; the bill of the month before is out."""
    account, number = change.account, change.account.number
    term = AccountTerm(
        account_number=number,
        since=change.since,
        full_name=change.full_name,
        former_name=_former_name(session, account, change.full_name),
        ground=change.ground,
        recorded_at=now,
    )
    session.add(term)
    session.flush()
    moved = {"energy": move(session, now, term)} | _move_penalty(session, now, term)
    moved |= _move_other_debts(session, now, term)
    account.full_name = change.full_name
    session.flush()
    outbox.add(session, OwnerChanged(account_number=number, since=change.since, changed_at=now), number)
    details = {name: str(kopecks) for name, kopecks in moved.items() if kopecks}
    audit.record(session, now, "change_owner", account=number, since=change.since.isoformat(), **details)


def _former_name(session: Session, account: Account, new: str) -> str:
    """The account's name; a file may have given it the new owner's already."""
    if account.full_name != new:
        return account.full_name
    was = session.scalar(_RENAMED, {"number": account.number, "name": new})
    return account.full_name if was is None else str(was)


def _move_penalty(session: Session, now: datetime, term: AccountTerm) -> dict[str, int]:
    kopecks = owed(session, term.account_number)
    if kopecks:
        session.add(
            PenaltyEntry(
                source=CHANGE,
                source_ref=_reference(term, "penalty"),
                account_number=term.account_number,
                period=period_of(moscow_day(now)),
                amount_kopecks=-kopecks,
                occurred_at=now,
            )
        )
    return _kept(session, now, term, "penalty", kopecks)


def _move_other_debts(session: Session, now: datetime, term: AccountTerm) -> dict[str, int]:
    debts = session.get(OtherDebt, term.account_number)
    moved: dict[str, int] = {}
    for name in OTHER_DEBTS:
        moved |= _kept(session, now, term, name, getattr(debts, f"{name}_kopecks") if debts else 0)
    nothing = {f"{name}_kopecks": 0 for name in OTHER_DEBTS}
    session.execute(update(OtherDebt).where(OtherDebt.account_number == term.account_number).values(**nothing))
    return moved


def _kept(session: Session, now: datetime, term: AccountTerm, kind: str, kopecks: int) -> dict[str, int]:
    """The former owner's own entry."""
    if kopecks:
        session.add(
            FormerOwnerEntryRow(
                source=CHANGE,
                source_ref=_reference(term, kind),
                account_number=term.account_number,
                since=term.since,
                kind=kind,
                amount_kopecks=kopecks,
                occurred_at=now,
                title="осталось за прежним собственником",
            )
        )
    return {kind: kopecks}


def _reference(term: AccountTerm, kind: str) -> str:
    return f"{term.account_number}:{term.since.isoformat()}:{kind}"
