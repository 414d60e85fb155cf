"""An appeal that came by telephone, by letter or at the office: staff write it down for whoever asked."""

from uuid import uuid4

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts import feedback as c
from services.feedback.appeals.numbers import number_of
from services.feedback.appeals.terms import due_for
from services.feedback.appeals.thread import add_message, attach, checked_text
from services.feedback.appeals.views import appeal_view
from services.feedback.attachments.checks import checked_files
from services.feedback.attachments.virus_scan import scan
from services.feedback.models import Appeal, Kind
from services.feedback.work import FeedbackCall, FeedbackWork, author_id
from wording.moscow import day_begins

OLDEST_DAYS = 31
NEEDS_CONTACT = {
    "phone": "Укажите телефон, по которому дать ответ.",
    "post": "Укажите почтовый адрес для ответа.",
    "email": "Укажите электронную почту для ответа.",
}


def open_appeal(call: FeedbackCall, request: c.StaffAppeal) -> c.Appeal:
    """Register it with its number and term; the term runs from the day on which it came.

    It belongs to no user of the cabinet, so that no customer sees it. Files are scanned before the transaction begins.
    """
    scan(call.dependencies, request.files)
    with call.transaction() as work:
        return _register(work, request)


def _register(work: FeedbackWork, request: c.StaffAppeal) -> c.Appeal:
    session, staff_id = work.session, author_id(work)
    text, files = checked_text(request.text), checked_files(request.files)
    _check(work, request.received)
    with once(session, f"open_appeal:{staff_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(c.Appeal)
        kind = session.get(Kind, request.kind)
        if kind is None:
            raise Refusal("bad_request", "Выберите тему обращения из списка.", "kind")
        received = request.received
        came_today = received.received_on == work.clock.today()
        appeal = Appeal(
            id=str(uuid4()),
            account_number=request.account_number,
            user_id="",
            email="",
            kind=kind.kind,
            state="registered",
            registered_at=work.now if came_today else day_begins(received.received_on),
            due_on=due_for(session, kind.kind, received.received_on),
            channel=received.channel,
            applicant=received.applicant.strip(),
            contact=received.contact.strip(),
            answer_way=received.answer_way,
        )
        session.add(appeal)
        session.flush()
        attach(session, add_message(session, appeal, "customer", "", text, appeal.registered_at), files)
        details = {"number": number_of(appeal), "channel": appeal.channel, "files": str(len(files))}
        audit.record(session, work.now, "open_appeal", subject=appeal.id, account=appeal.account_number, **details)
        answer = appeal_view(session, appeal, for_staff=True)
        slot.keep(answer)
    return answer


def _check(work: FeedbackWork, received: c.Received) -> None:
    late = (work.clock.today() - received.received_on).days
    if late < 0:
        raise Refusal("bad_request", "Дата обращения ещё не наступила.", "received_on")
    if late > OLDEST_DAYS:
        raise Refusal("bad_request", f"Дата обращения раньше {OLDEST_DAYS} дней назад: проверьте её.", "received_on")
    if len(received.applicant.strip()) < 2:
        raise Refusal("bad_request", "Укажите, кто обратился.", "applicant")
    if received.answer_way in NEEDS_CONTACT and not received.contact.strip():
        raise Refusal("bad_request", NEEDS_CONTACT[received.answer_way], "contact")
