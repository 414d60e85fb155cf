"""The nameko service: each method names its use case."""

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.service.administration import ANSWERS
from chassis.service.bindings import calls, consumes, reads, runs, writes
from chassis.service.declarations import serves
from chassis.settings import load
from contracts import feedback as c
from contracts.access import ACCESS
from contracts.auth import CabinetDeleted
from services.feedback import daily_stats, retention
from services.feedback.appeals import answer_templates, customer, drafts, notes, queries, queue, received, supplier
from services.feedback.settings import FeedbackSettings


@serves(c.FeedbackRpc, access=ACCESS["feedback"], ready=ANSWERS)
class FeedbackService:
    """feedback: what customers ask and what the supplier answers."""

    name = "feedback"
    database = Database()
    clock = Clock()

    @property
    def dependencies(self) -> FeedbackSettings:
        settings: FeedbackSettings = load(FeedbackSettings)
        return settings

    list_kinds = reads(queries.list_kinds)
    list_appeals = reads(queries.list_appeals)
    get_appeal = reads(queries.get_appeal)
    get_file = reads(queries.get_file)
    get_draft = reads(drafts.get_draft)
    save_draft = writes(drafts.save_draft)
    send_appeal = calls(customer.send_appeal)
    reply_appeal = calls(customer.reply_appeal)
    rate_appeal = writes(customer.rate_appeal)

    list_open = reads(queries.list_open)
    find_appeals = reads(queries.find_appeals)
    list_queue = reads(queue.list_queue)
    get_queue_counts = reads(queue.get_queue_counts)
    take_appeal = writes(queue.take_appeal)
    open_appeal = calls(received.open_appeal)
    answer_appeal = calls(supplier.answer_appeal)
    write_note = writes(notes.write_note)
    strike_note = writes(notes.strike_note)
    list_notes = reads(notes.list_notes)
    list_templates = reads(answer_templates.list_templates)
    save_template = writes(answer_templates.save_template)
    remove_template = writes(answer_templates.remove_template)
    get_figures = reads(daily_stats.get_figures)

    forget_author = consumes(CabinetDeleted, drafts.forget_author)

    close_silent = runs(supplier.close_silent, every_seconds=3600)
    forget_old = runs(retention.forget_old, every_seconds=3600)
