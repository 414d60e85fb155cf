"""Acts of an account: recorded once with what they change, taken back by another row, listed with its meters' acts."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.billing import AccountAct, AccountActRequest, AccountActs, AccountState, ActCancellation, ActDetail
from contracts.wire import AccountRef
from services.billing.accounts.announcing import announce_accounts
from services.billing.accounts.days import refuse_impossible
from services.billing.accounts.known import known_account
from services.billing.accounts.models import Account, Change
from services.billing.acts import stating
from services.billing.acts.models import DESK, Act
from services.billing.metering.belonging import reassign
from services.billing.owners import by_act
from services.billing.rates.editions import policies
from services.billing.settings import BillingWork

_LONGEST_ID = 18
"""Digits of an id; a longer one would not fit the column."""


def record_act(work: BillingWork, request: AccountActRequest) -> AccountAct:
    """Record an act; a closing also closes the account on its day, a change of owner divides what is owed.

    Refusals: "account_not_found"; "bad_request" for an impossible day; "act_refused" when it is known or contradicts.
    """
    session, today = work.session, work.clock.today()
    with once(session, f"record_act:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(AccountAct)
        refuse_impossible(
            session, today, "announced" if request.kind == "closing" else "fact", "happened_on", request.happened_on
        )
        refuse_impossible(session, today, "announced", "until", request.until)
        if request.until and request.until < request.happened_on:
            raise Refusal("act_refused", "Последний день раньше первого", "until")
        account = known_account(session, request.account_number)
        _refuse_known(session, request)
        if request.kind == "closing":
            _close(work, account, request.happened_on)
        details = {one.name: one.value for one in request.details}
        if (remedy := stating.remedy(request.kind, request.happened_on, details)) is not None:
            raise Refusal("act_refused", f"В подробностях {remedy}", "details")
        if request.kind == "owner_change":
            by_act.refuse_wrong(session, account, request.happened_on, details)
        act = Act(
            account_number=request.account_number,
            kind=request.kind,
            happened_on=request.happened_on,
            until=request.until,
            serial=request.serial,
            number=request.number,
            details=details,
            source=DESK,
            reference=f"{work.actor}:{request.idempotency_key}",
            recorded_by=work.actor,
            recorded_at=work.now,
        )
        session.add(act)
        session.flush()
        noted = {"kind": request.kind, "number": request.number, "happened_on": request.happened_on.isoformat()}
        audit.record(session, work.now, "record_act", subject=str(act.id), account=request.account_number, **noted)
        by_act.change_due(session, work.now, (request.account_number, request.account_number))
        answer = _answer(act, None, by_act.changes(session, act.account_number))
        slot.keep(answer)
    return answer


def cancel_act(work: BillingWork, request: ActCancellation) -> AccountAct:
    """Take an act back; what it changed on bills is settled by the next run.

    Refusals: "act_not_found"; "act_refused" when it is taken back already, belongs to a meter, or has divided what is
    owed between owners.
    """
    session = work.session
    with once(session, f"cancel_act:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(AccountAct)
        act = _find(session, request)
        if act.source == "readings":
            raise Refusal("act_refused", "Это акт о счётчике: отмените его среди актов счётчика", "act_id")
        if act.cancels is not None or session.scalar(select(Act.id).where(Act.cancels == act.id)) is not None:
            raise Refusal("act_refused", "Акт уже отменён", "act_id")
        changes = by_act.changes(session, act.account_number)
        if by_act.made(act, changes):
            text = "По этому акту долг уже разделён между собственниками: запишите ещё одну смену собственника"
            raise Refusal("act_refused", text, "act_id")
        account = known_account(session, act.account_number)
        if act.kind == "closing" and account.closed_on == act.happened_on:
            _close(work, account, None)
        cancellation = cancelling(act, DESK, f"{work.actor}:{request.idempotency_key}", work.actor, work.now)
        cancellation.details = {"reason": request.reason}
        session.add(cancellation)
        session.flush()
        details = {"kind": act.kind, "number": act.number, "reason": request.reason}
        audit.record(session, work.now, "cancel_act", subject=str(act.id), account=act.account_number, **details)
        answer = _answer(act, cancellation, changes)
        slot.keep(answer)
    return answer


def list_acts(work: BillingWork, request: AccountRef) -> AccountActs:
    """Every act of the account and of its meters, the newest first."""
    rows = list(work.session.scalars(select(Act).where(Act.account_number == request.account_number)))
    taken_back = {row.cancels: row for row in rows if row.cancels is not None}
    acts = sorted((row for row in rows if row.cancels is None), key=lambda row: (row.happened_on, row.id), reverse=True)
    changes = by_act.changes(work.session, request.account_number)
    return AccountActs(acts=[_answer(act, taken_back.get(act.id), changes) for act in acts])


def cancelling(act: Act, source: str, reference: str, actor: str | None, now: datetime) -> Act:
    """Returns the row that takes `act` back."""
    return Act(
        account_number=act.account_number,
        kind=act.kind,
        happened_on=act.happened_on,
        until=act.until,
        serial=act.serial,
        number=act.number,
        details={},
        source=source,
        reference=reference,
        recorded_by=actor,
        recorded_at=now,
        cancels=act.id,
    )


def _refuse_known(session: Session, request: AccountActRequest) -> None:
    same = select(Act).where(
        Act.account_number == request.account_number,
        Act.kind == request.kind,
        Act.happened_on == request.happened_on,
        Act.number == request.number,
        Act.cancels.is_(None),
    )
    for act in session.scalars(same):
        if session.scalar(select(Act.id).where(Act.cancels == act.id)) is None:
            raise Refusal("act_refused", f"Акт № {request.number} этого дня уже записан", "number")


def _close(work: BillingWork, account: Account, closed_on: date | None) -> None:
    """Close the account on the day, or open it again; what it was is kept, others learn of it."""
    if closed_on is not None and account.closed_on is not None and account.closed_on != closed_on:
        raise Refusal("act_refused", f"Лицевой счет уже закрыт {account.closed_on:%d.%m.%Y}", "happened_on")
    if closed_on is not None and closed_on < account.opened_on:
        raise Refusal("act_refused", f"Лицевой счет открыт позже, {account.opened_on:%d.%m.%Y}", "happened_on")
    if account.closed_on == closed_on:
        return
    was = account.closed_on
    before = was.isoformat() if was else None
    after = closed_on.isoformat() if closed_on else None
    work.session.add(
        Change(table_name="accounts", key=account.number, before={"closed_on": before}, after={"closed_on": after})
    )
    account.closed_on = closed_on
    work.session.flush()
    cutoff_day = policies(work.session)(work.clock.today()).cutoff_day
    reassign(work.session, [(account.number, day) for day in (was, closed_on) if day], cutoff_day)
    state = AccountState(number=account.number, open=closed_on is None, closed_on=closed_on)
    announce_accounts(work.session, [state], work.now)


def _find(session: Session, request: ActCancellation) -> Act:
    found = None
    if request.act_id.isascii() and request.act_id.isdigit() and len(request.act_id) <= _LONGEST_ID:
        found = session.get(Act, int(request.act_id))
    if found is None or found.account_number != request.account_number:
        raise Refusal("act_not_found", "У этого лицевого счета нет такого акта", "act_id")
    known_account(session, request.account_number)
    return found


def _answer(act: Act, cancellation: Act | None, changes: Collection[date]) -> AccountAct:
    """`changes` are the days of the account's changes of owner."""
    return AccountAct(
        act_id=str(act.id),
        account_number=act.account_number,
        kind=act.kind,  # type: ignore[arg-type]
        happened_on=act.happened_on,
        until=act.until,
        serial=act.serial,
        number=act.number,
        details=_details(act.details.items()),
        source=act.source,
        recorded_by=act.recorded_by,
        recorded_at=act.recorded_at,
        cancelled=cancellation is not None,
        cancellation_reason=cancellation.details.get("reason", "") if cancellation else "",
        may_be_cancelled=cancellation is None and act.source != "readings" and not by_act.made(act, changes),
    )


def _details(items: Iterable[tuple[str, str]]) -> list[ActDetail]:
    return [ActDetail(name=name, value=value) for name, value in items]
