"""Appeals in the contract's form: with their thread, without the files' content."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts import feedback as c
from services.feedback.appeals.numbers import number_of
from services.feedback.appeals.states import TITLES, State
from services.feedback.models import Appeal, AppealMessage, File, Kind


def appeal_view(session: Session, appeal: Appeal, *, for_staff: bool = False) -> c.Appeal:
    return appeal_views(session, [appeal], for_staff=for_staff)[0]


def appeal_views(session: Session, appeals: Sequence[Appeal], *, for_staff: bool = False) -> list[c.Appeal]:
    """In the given order, by three queries whatever their number. Only staff learn who of them does what."""
    titles = {kind.kind: kind.title for kind in session.scalars(select(Kind))}
    ids = [appeal.id for appeal in appeals]
    messages = session.scalars(
        select(AppealMessage).where(AppealMessage.appeal_id.in_(ids)).order_by(AppealMessage.id)
    ).all()
    files: defaultdict[int, list[c.FileInfo]] = defaultdict(list)
    of_messages = select(File).where(File.message_id.in_([one.id for one in messages])).order_by(File.place)
    for file in session.scalars(of_messages):
        info = c.FileInfo(file_id=file.id, name=file.name, size=file.size, media_type=file.media_type)
        files[file.message_id].append(info)
    threads: defaultdict[str, list[c.AppealMessage]] = defaultdict(list)
    for one in messages:
        threads[one.appeal_id].append(_message(one, files[one.id], for_staff))
    last = {one.appeal_id: one.id for one in messages}
    return [
        _view(appeal, titles[appeal.kind], threads[appeal.id], last.get(appeal.id, 0), for_staff) for appeal in appeals
    ]


def _message(message: AppealMessage, files: list[c.FileInfo], for_staff: bool) -> c.AppealMessage:
    return c.AppealMessage(
        at=message.at,
        author="customer" if message.author == "customer" else "supplier",
        text=message.text,
        files=files,
        by_name=message.by_name if for_staff else "",
        way=message.way,  # type: ignore[arg-type]
    )


def _view(
    appeal: Appeal, kind_title: str, thread: list[c.AppealMessage], last_message: int, for_staff: bool
) -> c.Appeal:
    state = cast(State, appeal.state)
    return c.Appeal(
        appeal_id=appeal.id,
        number=number_of(appeal),
        account_number=appeal.account_number,
        kind=appeal.kind,
        kind_title=kind_title,
        state=state,
        state_title=TITLES[state],
        registered_at=appeal.registered_at,
        due_on=appeal.due_on,
        thread=thread,
        rating=appeal.rating,
        reopen_until=appeal.reopen_until,
        channel=appeal.channel,  # type: ignore[arg-type]
        applicant=appeal.applicant,
        contact=appeal.contact,
        answer_way=appeal.answer_way,  # type: ignore[arg-type]
        assignee=appeal.assignee if for_staff else "",
        assignee_name=appeal.assignee_name if for_staff else "",
        last_message=last_message,
    )
