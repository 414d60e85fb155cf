"""Notices to many debtors: asked for by a choice of the list, looked at once judged, confirmed or withdrawn."""

import uuid

from sqlalchemy import func, select, text

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.billing import (
    NoticeBatch,
    NoticeBatches,
    NoticeBatchRef,
    NoticeBatchRequest,
    NoticeItem,
    NoticeItems,
    NoticeItemsQuery,
)
from contracts.wire import Nothing
from services.billing.accounts.days import refuse_impossible
from services.billing.accounts.models import Account
from services.billing.debtors.choosing import CHOSEN, last_report, wanted
from services.billing.debtors.models import NoticeBatchRow, NoticeItemRow
from services.billing.rates.editions import policies
from services.billing.settings import BillingWork

MOST = 20_000
"""Accounts of one batch: what a printing house takes in a day."""
SHOWN = 20
_TAKE = text(
    f"""
    {CHOSEN}
    insert into notice_items (batch_id, account_number, outcome, debt_kopecks)
    select :batch, number, 'waiting', debt from chosen order by number limit :limit
    """  # noqa: S608 - our own SQL
)


def start_notices(work: BillingWork, request: NoticeBatchRequest) -> NoticeBatch:
    """Take all accounts of the choice; a timer judges each by what is owed now. Nothing is recorded yet.

    Refusals: "bad_request" for an impossible day, an empty choice, one of too many accounts, and without a list.
    """
    refuse_impossible(work.session, work.clock.today(), "fact", "sent_on", request.sent_on)
    with once(work.session, f"start_notices:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(NoticeBatch)
        report = last_report(work.session)
        if report is None:
            raise Refusal("bad_request", "Сначала составьте список должников")
        row = NoticeBatchRow(
            id=uuid.uuid4().hex,
            state="judging",
            channel=request.channel,
            sent_on=request.sent_on,
            asked_by=work.caller.user_id or "",
            asked_at=work.now,
            confirmed_by="",
            confirmed_role="",
        )
        work.session.add(row)
        work.session.flush()
        asked = wanted(request, report.id) | {"batch": row.id, "limit": MOST + 1}
        taken: int = work.session.execute(_TAKE, asked).rowcount  # type: ignore[attr-defined]
        if not taken:
            raise Refusal("bad_request", "Под этот отбор никто не попал")
        if taken > MOST:
            raise Refusal("bad_request", f"Больше {MOST} уведомлений за один раз: сузьте отбор, например до района")
        audit.record(
            work.session, work.now, "start_notices", subject=row.id, accounts=str(taken), channel=request.channel
        )
        answer = batch_of(work, row)
        slot.keep(answer)
    return answer


def confirm_notices(work: BillingWork, request: NoticeBatchRef) -> NoticeBatch:
    """Have the notices recorded as sent, in the name of who confirms; repeating it changes nothing.

    Refusals "batch_not_found", "batch_not_possible" for one that is not judged yet, or withdrawn.
    """
    row = _locked(work, request.batch_id)
    if row.state in ("judging", "withdrawn"):
        raise Refusal("batch_not_possible", "Эту рассылку сейчас не подтвердить: проверка идёт или она отозвана")
    if row.state == "ready":
        row.state, row.confirmed_by, row.confirmed_role = "sending", work.caller.user_id or "", work.caller.role
        audit.record(work.session, work.now, "confirm_notices", subject=row.id, channel=row.channel)
    return batch_of(work, row)


def withdraw_notices(work: BillingWork, request: NoticeBatchRef) -> NoticeBatch:
    """Give a batch up that nobody has confirmed. Refusals "batch_not_found", "batch_not_possible"."""
    row = _locked(work, request.batch_id)
    if row.state in ("sending", "done"):
        raise Refusal("batch_not_possible", "Эта рассылка уже подтверждена")
    if row.state != "withdrawn":
        row.state, row.finished_at = "withdrawn", work.now
        audit.record(work.session, work.now, "withdraw_notices", subject=row.id)
    return batch_of(work, row)


def get_notices(work: BillingWork, request: NoticeBatchRef) -> NoticeBatch:
    """How far it is. Refusal "batch_not_found"."""
    return batch_of(work, _known(work, request.batch_id))


def list_notice_batches(work: BillingWork, _: Nothing) -> NoticeBatches:
    """The last ones, the newest first."""
    rows = work.session.scalars(
        select(NoticeBatchRow).order_by(NoticeBatchRow.asked_at.desc(), NoticeBatchRow.id).limit(SHOWN)
    )
    return NoticeBatches(batches=[batch_of(work, row) for row in rows])


def list_notice_items(work: BillingWork, request: NoticeItemsQuery) -> NoticeItems:
    """The accounts of a batch by number. Refusal "batch_not_found"."""
    _known(work, request.batch_id)
    items = (
        select(NoticeItemRow, Account.full_name, Account.address)
        .join(Account, Account.number == NoticeItemRow.account_number)
        .where(NoticeItemRow.batch_id == request.batch_id, NoticeItemRow.account_number > (request.after or ""))
        .order_by(NoticeItemRow.account_number)
        .limit(request.limit + 1)
    )
    if request.outcome is not None:
        items = items.where(NoticeItemRow.outcome == request.outcome)
    found = [
        NoticeItem.model_validate(
            {
                "account_number": item.account_number,
                "full_name": full_name,
                "address": address,
                "debt_kopecks": item.debt_kopecks,
                "outcome": item.outcome,
            }
        )
        for item, full_name, address in work.session.execute(items)
    ]
    return NoticeItems(items=found[: request.limit], more=len(found) > request.limit)


def batch_of(work: BillingWork, row: NoticeBatchRow) -> NoticeBatch:
    """The batch as the contract has it."""
    counted = (
        select(NoticeItemRow.outcome, func.count(), func.coalesce(func.sum(NoticeItemRow.debt_kopecks), 0))
        .where(NoticeItemRow.batch_id == row.id)
        .group_by(NoticeItemRow.outcome)
    )
    found = {outcome: (count, int(kopecks)) for outcome, count, kopecks in work.session.execute(counted)}
    policy = policies(work.session)(row.sent_on)
    return NoticeBatch.model_validate(
        {
            "batch_id": row.id,
            "state": row.state,
            "channel": row.channel,
            "sent_on": row.sent_on,
            "asked_by": row.asked_by,
            "asked_at": row.asked_at,
            "confirmed_by": row.confirmed_by,
            "finished_at": row.finished_at,
            "accounts": sum(count for count, _ in found.values()),
            "outcomes": {outcome: count for outcome, (count, _) in sorted(found.items())},
            "fit_kopecks": sum(found[outcome][1] for outcome in ("fit", "sent") if outcome in found),
            "notice_days": policy.notice_days,
            "suspension_days": policy.suspension_days,
        }
    )


def _known(work: BillingWork, batch_id: str) -> NoticeBatchRow:
    row = work.session.get(NoticeBatchRow, batch_id)
    if row is None:
        raise Refusal("batch_not_found", "Такой рассылки уведомлений нет", "batch_id")
    return row


def _locked(work: BillingWork, batch_id: str) -> NoticeBatchRow:
    row = work.session.scalar(select(NoticeBatchRow).where(NoticeBatchRow.id == batch_id).with_for_update())
    if row is None:
        raise Refusal("batch_not_found", "Такой рассылки уведомлений нет", "batch_id")
    return row
