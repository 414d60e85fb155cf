"""The nameko service: each method names its use case."""

from chassis.clock import Clock
from chassis.context import current
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.service.declarations import every, serves
from chassis.settings import load
from contracts import feedback as c
from contracts.access import ACCESS
from contracts.audit import AuditPage, AuditQuery
from contracts.figures import Figures, FiguresQuery
from contracts.roles import CUSTOMER
from contracts.wire import Document, Nothing
from services.feedback import daily_stats, retention
from services.feedback.appeals import answer_templates, drafts, queries
from services.feedback.appeals.customer import rate_appeal, reply_appeal, send_appeal
from services.feedback.appeals.supplier import answer_appeal, close_silent
from services.feedback.attachments.virus_scan import scan
from services.feedback.settings import FeedbackSettings


@serves(c.FeedbackRpc, access=ACCESS["feedback"])
class FeedbackService:
    """feedback: what customers ask and what the supplier answers."""

    name = "feedback"
    database = Database()
    clock = Clock()

    @property
    def settings(self) -> FeedbackSettings:
        settings: FeedbackSettings = load(FeedbackSettings)
        return settings

    def send_appeal(self, request: c.NewAppeal) -> c.Appeal:
        scan(self.settings.clamd_url, request.files)
        with self.database.transaction() as session:
            return send_appeal(session, request, _user(), self.clock, self.settings)

    def list_kinds(self, request: c.OpenAppealsQuery) -> c.AppealKinds:
        with self.database.transaction() as session:
            return queries.list_kinds(session, self.clock.today())

    def list_appeals(self, request: c.AppealsQuery) -> c.AppealList:
        with self.database.transaction() as session:
            return queries.list_appeals(session, request, _reader())

    def get_appeal(self, request: c.AppealRef) -> c.Appeal:
        with self.database.transaction() as session:
            return queries.get_appeal(session, request)

    def get_file(self, request: c.FileRef) -> Document:
        with self.database.transaction() as session:
            return queries.get_file(session, request, _reader())

    def reply_appeal(self, request: c.Reply) -> c.Appeal:
        scan(self.settings.clamd_url, request.files)
        with self.database.transaction() as session:
            return reply_appeal(session, request, _user(), self.clock, self.settings)

    def rate_appeal(self, request: c.Rating) -> c.Appeal:
        with self.database.transaction() as session:
            return rate_appeal(session, request, _user())

    def list_open(self, request: c.OpenAppealsQuery) -> c.AppealList:
        with self.database.transaction() as session:
            return queries.list_open(session, request.after)

    def answer_appeal(self, request: c.Answer) -> c.Appeal:
        scan(self.settings.clamd_url, request.files)
        with self.database.transaction() as session:
            return answer_appeal(session, request, _user(), self.clock)

    def list_audit(self, request: AuditQuery) -> AuditPage:
        with self.database.reading() as session:
            return AuditPage.model_validate(audit.page(session, request))

    def get_figures(self, request: FiguresQuery) -> Figures:
        with self.database.reading() as session:
            return daily_stats.get_figures(session, request, self.clock)

    def get_draft(self, request: Nothing) -> c.Draft:
        with self.database.reading() as session:
            return drafts.get_draft(session, _user())

    def save_draft(self, request: c.Draft) -> Nothing:
        with self.database.transaction() as session:
            return drafts.save_draft(session, request, _user(), self.clock)

    def list_templates(self, request: Nothing) -> c.AnswerTemplates:
        with self.database.reading() as session:
            return answer_templates.list_templates(session)

    def save_template(self, request: c.TemplateChange) -> c.AnswerTemplate:
        with self.database.transaction() as session:
            return answer_templates.save_template(session, request, self.clock)

    def remove_template(self, request: c.TemplateRef) -> Nothing:
        with self.database.transaction() as session:
            return answer_templates.remove_template(session, request, self.clock)

    @every(seconds=3600)
    def close_silent(self) -> None:
        with self.database.transaction() as session:
            close_silent(session, self.clock, self.settings.silent_days)

    @every(seconds=3600)
    def forget_old(self) -> None:
        with self.database.transaction() as session:
            retention.forget_old(session, self.clock.now(), self.settings)


def _user() -> str:
    caller = current().caller
    return caller.user_id or caller.role


def _reader() -> str | None:
    """Whose appeals may be read: a customer's own, for staff everybody's."""
    caller = current().caller
    return caller.user_id if caller.role == CUSTOMER else None
