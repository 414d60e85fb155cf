"""A change of owner: debts, overpayments and penalties stay with whom they were made (ГК ст. 153, 210; ЖК ст. 153)."""

from datetime import date

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.events import outbox
from contracts.billing import OwnerChange, OwnerChanged, OwnerTerms
from services.billing.accounts.known import known_account
from services.billing.accounts.models import Account
from services.billing.ledger.models import ClosingBalance
from services.billing.ledger.posting import Fact, open_bill, post
from services.billing.notices.models import OtherDebt
from services.billing.owners.models import AccountTerm, FormerOwnerEntryRow
from services.billing.owners.terms import owners_of
from services.billing.penalties.models import PenaltyEntry
from services.billing.penalties.posting import owed
from services.billing.rules.periods import period_of, previous_period
from services.billing.settings import BillingWork

SOURCE = "owner_change"
OTHER_DEBTS = ("court", "duty", "restriction")

# Charges of the months before the change, and the money that came before its day, whichever bill it entered.
_BALANCE = text(
    """
    select coalesce(sum(amount_kopecks), 0)::bigint from ledger where account_number = :number
      and case when paid_on is not null then paid_on < :since else period < :month end
    """
)


def change_owner(work: BillingWork, request: OwnerChange) -> OwnerTerms:
    """Record that the account is another person's from a day on.

    What the account owed at the end of the month before moves to the former owner, with penalties and the other debts;
    the charge of the month of the change, and all later ones, are the new owner's. Refusals "account_not_found",
    "bad_request" for a day that is to come, before the opening or not after the last change, "period_not_open" while
    the bill of the month before is not out.
    """
    number = request.account_number
    with once(work.session, f"change_owner:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(OwnerTerms)
        account = known_account(work.session, number)
        period = open_bill(work.session, number, work.clock.today())
        _judge(work.session, account, request.since, work.clock.today())
        term = AccountTerm(
            account_number=number,
            since=request.since,
            full_name=request.full_name,
            former_name=account.full_name,
            ground=request.ground,
            recorded_at=work.now,
        )
        work.session.add(term)
        work.session.flush()
        moved = _move_energy(work, term, period) | _move_penalty(work, term) | _move_other_debts(work, term)
        account.full_name = request.full_name
        work.session.flush()
        event = OwnerChanged(account_number=number, since=request.since, changed_at=work.now)
        outbox.add(work.session, event, number)
        details = {name: str(kopecks) for name, kopecks in moved.items() if kopecks}
        since = request.since.isoformat()
        audit.record(work.session, work.now, "change_owner", account=number, since=since, **details)
        answer = owners_of(work.session, number)
        slot.keep(answer)
    return answer


def _judge(session: Session, account: Account, since: date, today: date) -> None:
    last = session.scalar(select(func.max(AccountTerm.since)).where(AccountTerm.account_number == account.number))
    if since > today:
        raise Refusal("bad_request", "День смены собственника не может быть в будущем", "since")
    if since <= max(account.opened_on, last or account.opened_on):
        raise Refusal("bad_request", "День раньше открытия счёта или прежней смены собственника", "since")
    before = previous_period(period_of(since))
    closed = session.scalar(
        select(func.max(ClosingBalance.period)).where(ClosingBalance.account_number == account.number)
    )
    if closed is None or closed < before:
        raise Refusal("period_not_open", f"Сначала выпустите счёт за {before}: по нему делят долг", "since")


def _move_energy(work: BillingWork, term: AccountTerm, period: str) -> dict[str, int]:
    wanted = {"number": term.account_number, "since": term.since, "month": period_of(term.since)}
    kopecks = int(work.session.execute(_BALANCE, wanted).scalar_one())
    if kopecks:
        post(
            work.session,
            Fact(
                source=SOURCE,
                reference=_reference(term, "energy"),
                account_number=term.account_number,
                kind="correction",
                amount=-kopecks,
                occurred_at=work.now,
                day=work.clock.today(),
                title="долг прежнего собственника остаётся за ним"
                if kopecks > 0
                else "переплата прежнего собственника остаётся за ним",
                period=period,
            ),
        )
    return _kept(work, term, "energy", kopecks)


def _move_penalty(work: BillingWork, term: AccountTerm) -> dict[str, int]:
    kopecks = owed(work.session, term.account_number)
    if kopecks:
        work.session.add(
            PenaltyEntry(
                source=SOURCE,
                source_ref=_reference(term, "penalty"),
                account_number=term.account_number,
                period=period_of(work.clock.today()),
                amount_kopecks=-kopecks,
                occurred_at=work.now,
            )
        )
    return _kept(work, term, "penalty", kopecks)


def _move_other_debts(work: BillingWork, term: AccountTerm) -> dict[str, int]:
    debts = work.session.get(OtherDebt, term.account_number)
    moved: dict[str, int] = {}
    for name in OTHER_DEBTS:
        moved |= _kept(work, term, name, getattr(debts, f"{name}_kopecks") if debts else 0)
    nothing = {f"{name}_kopecks": 0 for name in OTHER_DEBTS}
    work.session.execute(update(OtherDebt).where(OtherDebt.account_number == term.account_number).values(**nothing))
    return moved


def _kept(work: BillingWork, term: AccountTerm, kind: str, kopecks: int) -> dict[str, int]:
    """The former owner's own entry."""
    if kopecks:
        work.session.add(
            FormerOwnerEntryRow(
                source=SOURCE,
                source_ref=_reference(term, kind),
                account_number=term.account_number,
                since=term.since,
                kind=kind,
                amount_kopecks=kopecks,
                occurred_at=work.now,
                title="осталось за прежним собственником",
            )
        )
    return {kind: kopecks}


def _reference(term: AccountTerm, kind: str) -> str:
    return f"{term.account_number}:{term.since.isoformat()}:{kind}"
