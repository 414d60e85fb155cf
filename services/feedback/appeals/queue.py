"""Appeals that wait, as the desk works through them: by kind, by age, by whose they are; and taking one into work."""

from sqlalchemy import func, select, tuple_

from chassis.database import audit
from chassis.errors import Refusal
from contracts import feedback as c
from contracts.wire import Nothing
from services.feedback.appeals.states import WAITING, Step
from services.feedback.appeals.thread import locked, next_state
from services.feedback.appeals.views import appeal_view, appeal_views
from services.feedback.models import Appeal, Kind
from services.feedback.work import FeedbackWork, author_id


def list_queue(work: FeedbackWork, request: c.QueueQuery) -> c.AppealList:
    """The most urgent first, a page after the given appeal."""
    session = work.session
    waiting = select(Appeal).where(Appeal.state.in_(WAITING))
    if request.kind is not None:
        waiting = waiting.where(Appeal.kind == request.kind)
    if request.whose != "all":
        waiting = waiting.where(Appeal.assignee == (author_id(work) if request.whose == "mine" else ""))
    if request.late:
        waiting = waiting.where(Appeal.due_on < work.clock.today())
    last = session.get(Appeal, request.after) if request.after else None
    if last is not None:
        waiting = waiting.where(tuple_(Appeal.due_on, Appeal.seq) > (last.due_on, last.seq))
    found = session.scalars(waiting.order_by(Appeal.due_on, Appeal.seq).limit(c.OPEN_APPEALS_A_PAGE)).all()
    return c.AppealList(appeals=appeal_views(session, found, for_staff=True))


def get_queue_counts(work: FeedbackWork, request: Nothing) -> c.QueueCounts:
    """How many of each kind wait."""
    today, me = work.clock.today(), author_id(work)
    counted = (
        select(
            Kind.kind,
            Kind.title,
            func.count(Appeal.id),
            func.count(Appeal.id).filter(Appeal.due_on < today),
            func.count(Appeal.id).filter(Appeal.assignee == ""),
            func.count(Appeal.id).filter(Appeal.assignee == me),
        )
        .join_from(Kind, Appeal, (Appeal.kind == Kind.kind) & Appeal.state.in_(WAITING), isouter=True)
        .group_by(Kind.kind, Kind.title, Kind.place)
        .order_by(Kind.place)
    )
    rows = work.session.execute(counted)
    return c.QueueCounts(
        kinds=[
            c.KindCount(kind=kind, title=title, waiting=waiting, late=late, free=free, mine=mine)
            for kind, title, waiting, late, free, mine in rows
        ]
    )


def take_appeal(work: FeedbackWork, request: c.AppealTaking) -> c.Appeal:
    """Take it into one's work, also from a colleague whose name was seen, or give it back.

    Refuses with `appeal_changed` when another colleague has taken it since, and `appeal_closed`.
    """
    session, me = work.session, author_id(work)
    appeal = locked(session, request.appeal_id)
    if request.take and appeal.assignee == me:
        return appeal_view(session, appeal, for_staff=True)
    if appeal.assignee_name != request.seen:
        now = appeal.assignee_name or "никто"
        raise Refusal("appeal_changed", f"Обращение тем временем в работе: {now}. Проверьте и повторите.", "appeal_id")
    if not request.take and appeal.assignee != me:
        raise Refusal("appeal_changed", "Вернуть в очередь можно только то, что в работе у Вас.", "appeal_id")
    appeal.state = next_state(appeal, Step.SUPPLIER_TAKES if request.take else Step.SUPPLIER_GIVES_BACK)
    former, appeal.assignee = appeal.assignee_name, me if request.take else ""
    appeal.assignee_name = request.by_name if request.take else ""
    details = {"old": former, "new": appeal.assignee_name}
    audit.record(session, work.now, "take_appeal", subject=appeal.id, account=appeal.account_number, **details)
    return appeal_view(session, appeal, for_staff=True)
