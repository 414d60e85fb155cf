"""Tell a debtor of the coming restriction (ПП 354, п. 118-119): a notice that is delivered, or one that is sent."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from chassis.events import outbox
from contracts.bill import RestrictionNotice
from contracts.billing import NoticeRequest, NoticeSending, RestrictionCase, RestrictionNoticeIssued
from services.billing.accounts.days import refuse_impossible
from services.billing.notices.case_status import case_for, restriction_case
from services.billing.notices.ground import debt_with_ground
from services.billing.notices.models import Notice
from services.billing.rates.editions import policies
from services.billing.rules.restriction import deadline
from services.billing.settings import BillingWork

_NOTICE_DAY = func.coalesce(Notice.issued_on, Notice.delivered_on)


def issue_notice(work: BillingWork, request: NoticeRequest) -> RestrictionNotice:
    """Record a delivered notice of the whole energy debt; its days run from the delivery.

    Refusals: "bad_request" for a day of delivery that cannot be, or for a debt that is no ground.
    """
    refuse_impossible(work.session, work.clock.today(), "fact", "delivered_on", request.delivered_on)
    with once(work.session, f"issue_notice:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(RestrictionNotice)
        debt = debt_with_ground(work.session, request.account_number, work.clock)
        row = insert(Notice).values(
            account_number=request.account_number,
            delivered_on=request.delivered_on,
            channel=request.channel,
            debt_kopecks=debt,
            debt_as_of=work.now,
        )
        work.session.execute(row.on_conflict_do_nothing())
        notice = delivered(work.session, request.account_number, work.clock)
        _remember(work.session, "issue_notice", request.account_number, work.clock, request.channel, debt)
        slot.keep(notice)
    return notice


def send_notice(work: BillingWork, request: NoticeSending) -> RestrictionCase:
    """Record a notice that is under way. Refusals "bad_request" as of `issue_notice`, and while one is under way."""
    refuse_impossible(work.session, work.clock.today(), "fact", "sent_on", request.sent_on)
    with once(work.session, f"send_notice:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(RestrictionCase)
        record_sending(work.session, work.clock, request.account_number, request.sent_on, request.channel)
        answer = restriction_case(work.session, request.account_number, work.clock)
        slot.keep(answer)
    return answer


def record_sending(session: Session, clock: Clock, account_number: str, sent_on: date, channel: str) -> int:
    """Record that a notice is under way, and return its debt. Refusals "bad_request" as of `send_notice`."""
    debt = debt_with_ground(session, account_number, clock)
    open_one = case_for(session, account_number)
    if open_one is not None and open_one.stage(clock.today(), policies(session)) != "closed":
        raise Refusal("bad_request", "Предыдущее уведомление ещё действует", "account_number")
    session.add(
        Notice(
            account_number=account_number,
            issued_on=sent_on,
            channel=channel,
            debt_kopecks=debt,
            debt_as_of=clock.now(),
            note="",
        )
    )
    session.flush()
    _remember(session, "send_notice", account_number, clock, channel, debt)
    return debt


def delivered(session: Session, account_number: str, clock: Clock) -> RestrictionNotice:
    """Tell that the account's last notice has reached its debtor: the event makes the letter."""
    policy_on = policies(session)
    case = case_for(session, account_number)
    assert case is not None and case.delivered_on is not None
    notice = RestrictionNotice(
        debt_kopecks=case.debt_kopecks,
        issued_on=case.notice_day,
        deadline=deadline(case.delivered_on, case.policy(policy_on)),
        stage=case.stage(clock.today(), policy_on),
    )
    event = RestrictionNoticeIssued(
        account_number=account_number,
        debt_kopecks=notice.debt_kopecks,
        issued_on=notice.issued_on,
        deadline=notice.deadline,
    )
    outbox.add(session, event, account_number)
    return notice


def newest(session: Session, account_number: str) -> Notice:
    """The row of the account's last notice, locked; Refusal "bad_request" when there is none."""
    notices = select(Notice).where(Notice.account_number == account_number)
    row = session.scalar(notices.order_by(_NOTICE_DAY.desc(), Notice.id.desc()).limit(1).with_for_update())
    if row is None:
        raise Refusal("bad_request", "Уведомления об ограничении у этого счёта нет", "account_number")
    return row


def _remember(session: Session, action: str, account: str, clock: Clock, channel: str, debt: int) -> None:
    audit.record(session, clock.now(), action, account=account, channel=channel, debt_kopecks=str(debt))
