"""Answer templates: staff write and change them, and begin an answer with one."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from contracts import feedback as c
from contracts.wire import Nothing
from services.feedback.models import AnswerTemplate
from services.feedback.work import FeedbackWork


def list_templates(work: FeedbackWork, request: Nothing) -> c.AnswerTemplates:
    """All templates, by title."""
    known = work.session.scalars(select(AnswerTemplate).order_by(AnswerTemplate.title))
    return c.AnswerTemplates(templates=[_view(one) for one in known])


def save_template(work: FeedbackWork, request: c.TemplateChange) -> c.AnswerTemplate:
    """Create a template, or change one. The former text stays in the audit trail."""
    session = work.session
    if request.template_id is None:
        kept, before = AnswerTemplate(id=str(uuid4())), ""
        session.add(kept)
    else:
        kept = _known(session, request.template_id)
        before = kept.text
    kept.title, kept.text, kept.changed_at = request.title.strip(), request.text.strip(), work.now
    try:
        session.flush()
    except IntegrityError:
        raise Refusal("bad_request", "Шаблон с таким названием уже есть.", "title") from None
    details = {"title": kept.title, "old": before[:300], "new": kept.text[:300]}
    audit.record(session, work.now, "change_answer_template", subject=kept.id, **details)
    return _view(kept)


def remove_template(work: FeedbackWork, request: c.TemplateRef) -> Nothing:
    """Delete a template; its text stays in the audit trail."""
    session = work.session
    kept = _known(session, request.template_id)
    details = {"title": kept.title, "old": kept.text[:1000]}
    audit.record(session, work.now, "change_answer_template", "removed", subject=kept.id, **details)
    session.delete(kept)
    return Nothing()


def _known(session: Session, template_id: str) -> AnswerTemplate:
    kept = session.get(AnswerTemplate, template_id, with_for_update=True)
    if kept is None:
        raise Refusal("template_not_found", "Такого шаблона больше нет.", "template_id")
    return kept


def _view(one: AnswerTemplate) -> c.AnswerTemplate:
    return c.AnswerTemplate(template_id=one.id, title=one.title, text=one.text)
