"""The read side: lists for customers and for staff, kinds of appeals, files."""

import base64
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, tuple_

from contracts import feedback as c
from contracts.wire import Document
from services.feedback.appeals.numbers import number_of, said_number
from services.feedback.appeals.states import WAITING
from services.feedback.appeals.terms import terms_on
from services.feedback.appeals.thread import not_found
from services.feedback.appeals.views import appeal_view, appeal_views
from services.feedback.attachments import store
from services.feedback.models import Appeal, AppealMessage, File, Kind
from services.feedback.work import FeedbackWork, reader_id
from wording.moscow import day_begins

MAX_LISTED = 500
"""Appeals in one customer's list."""


def list_kinds(work: FeedbackWork, request: c.OpenAppealsQuery) -> c.AppealKinds:
    """The kinds that customers choose from, with today's term of each."""
    kinds, terms = work.session.scalars(select(Kind).order_by(Kind.place)), terms_on(work.session, work.clock.today())
    return c.AppealKinds(
        kinds=[c.AppealKind(kind=one.kind, title=one.title, days=terms[one.kind].days) for one in kinds]
    )


def list_appeals(work: FeedbackWork, query: c.AppealsQuery) -> c.AppealList:
    """Registered from day to day in Moscow, both included, newest first; a customer sees their own only."""
    session = work.session
    wanted = _of(select(Appeal).where(Appeal.account_number == query.account_number), reader_id(work))
    between = wanted.where(
        Appeal.registered_at >= _midnight(query.since),
        Appeal.registered_at < _midnight(query.until + timedelta(days=1)),
    )
    found = session.scalars(between.order_by(Appeal.seq.desc()).limit(MAX_LISTED)).all()
    return c.AppealList(appeals=appeal_views(session, found, for_staff=reader_id(work) is None))


def list_open(work: FeedbackWork, request: c.OpenAppealsQuery) -> c.AppealList:
    """Appeals that wait for an answer, the most urgent first, a page after the given appeal."""
    session = work.session
    waiting = (
        select(Appeal).where(Appeal.state.in_(WAITING)).order_by(Appeal.due_on, Appeal.seq).limit(c.OPEN_APPEALS_A_PAGE)
    )
    last = session.get(Appeal, request.after) if request.after else None
    if last is not None:
        waiting = waiting.where(tuple_(Appeal.due_on, Appeal.seq) > (last.due_on, last.seq))
    return c.AppealList(appeals=appeal_views(session, session.scalars(waiting).all(), for_staff=True))


def find_appeals(work: FeedbackWork, request: c.AppealSearch) -> c.AppealList:
    """The appeal of this number, however it is said; nothing when it is none."""
    said = said_number(request.text)
    if said is None:
        return c.AppealList(appeals=[])
    year, seq = said
    found = work.session.scalars(select(Appeal).where(Appeal.seq == seq)).all()
    known = [one for one in found if year is None or number_of(one).split("-")[1] == str(year)]
    return c.AppealList(appeals=appeal_views(work.session, known, for_staff=True))


def get_appeal(work: FeedbackWork, request: c.AppealRef) -> c.Appeal:
    """For staff. Refuses with `appeal_not_found` one that is not of this account."""
    appeal = work.session.get(Appeal, request.appeal_id)
    if appeal is None or appeal.account_number != request.account_number:
        raise not_found()
    return appeal_view(work.session, appeal, for_staff=True)


def get_file(work: FeedbackWork, request: c.FileRef) -> Document:
    """Refuses with `appeal_not_found` a file that is not of this appeal, account and user."""
    wanted = (
        select(File)
        .join(AppealMessage, AppealMessage.id == File.message_id)
        .join(Appeal, Appeal.id == AppealMessage.appeal_id)
        .where(
            File.id == request.file_id,
            Appeal.id == request.appeal_id,
            Appeal.account_number == request.account_number,
        )
    )
    file = work.session.scalar(_of(wanted, reader_id(work)))
    if file is None:
        raise not_found()
    content = base64.b64encode(store.content_of(work.session, file.id)).decode()
    return Document(file_name=file.name, media_type=file.media_type, content=content)


def _of(wanted: Select[Any], user_id: str | None) -> Select[Any]:
    return wanted if user_id is None else wanted.where(Appeal.user_id == user_id)


def _midnight(day: date) -> datetime:
    return day_begins(day)
