"""Notes of staff for colleagues, of an account or of one of its appeals. No method of customers reads them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts import feedback as c
from services.feedback.appeals.numbers import number_of
from services.feedback.appeals.thread import checked_text, not_found
from services.feedback.models import Appeal, Note
from services.feedback.work import FeedbackWork, author_id

MOST = 200


def write_note(work: FeedbackWork, request: c.NewNote) -> c.Note:
    """Refuses with `appeal_not_found` an appeal of another account."""
    session, staff_id = work.session, author_id(work)
    with once(session, f"write_note:{staff_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(c.Note)
        if request.appeal_id is not None:
            appeal = session.get(Appeal, request.appeal_id)
            if appeal is None or appeal.account_number != request.account_number:
                raise not_found()
        note = Note(
            account_number=request.account_number,
            appeal_id=request.appeal_id,
            at=work.now,
            user_id=staff_id,
            by_name=request.by_name,
            text=checked_text(request.text),
            pinned=request.pinned,
            struck_at=None,
            struck_by="",
        )
        session.add(note)
        session.flush()
        audit.record(session, work.now, "write_note", subject=str(note.id), account=note.account_number)
        answer = _views(session, [note])[0]
        slot.keep(answer)
    return answer


def strike_note(work: FeedbackWork, request: c.NoteStriking) -> c.Note:
    """Strike it out; a note that is struck stays so. Refuses with `note_not_found`."""
    note = work.session.get(Note, request.note_id, with_for_update=True)
    if note is None or note.account_number != request.account_number:
        raise Refusal("note_not_found", "Такой заметки нет.", "note_id")
    if note.struck_at is None:
        note.struck_at, note.struck_by = work.now, request.by_name
        audit.record(work.session, work.now, "strike_note", subject=str(note.id), account=note.account_number)
    return _views(work.session, [note])[0]


def list_notes(work: FeedbackWork, request: c.NotesQuery) -> c.Notes:
    """Pinned ones first, then the newest; struck ones last."""
    wanted = select(Note).where(Note.account_number == request.account_number)
    if request.appeal_id is not None:
        wanted = wanted.where(Note.appeal_id == request.appeal_id)
    by_place = (Note.struck_at.is_not(None), Note.pinned.desc(), Note.id.desc())
    return c.Notes(notes=_views(work.session, list(work.session.scalars(wanted.order_by(*by_place).limit(MOST)))))


def _views(session: Session, notes: list[Note]) -> list[c.Note]:
    ids = {note.appeal_id for note in notes if note.appeal_id}
    numbers = {one.id: number_of(one) for one in session.scalars(select(Appeal).where(Appeal.id.in_(ids)))}
    return [
        c.Note(
            note_id=note.id,
            account_number=note.account_number,
            appeal_id=note.appeal_id,
            appeal_number=numbers.get(note.appeal_id or "", ""),
            at=note.at,
            by_name=note.by_name,
            text=note.text,
            pinned=note.pinned,
            struck_at=note.struck_at,
            struck_by=note.struck_by,
        )
        for note in notes
    ]
