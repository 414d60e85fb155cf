"""The nameko service: facts become letters, letters leave, customers choose what they get."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.context import current
from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.rpc.stubs import stub
from chassis.service.administration import ANSWERS
from chassis.service.declarations import every, handles, serves
from chassis.settings import load
from contracts import auth, billing, feedback, payments, readings
from contracts import notifications as c
from contracts.access import ACCESS
from contracts.figures import Figures, FiguresQuery
from contracts.printer import PrinterRpc
from contracts.reminders import ReminderRules, RuleRef, RulesChange
from contracts.wire import Nothing
from services.notifications import news, triggers
from services.notifications.customers import directory, preferences
from services.notifications.letters import daily_stats, retention, staff
from services.notifications.letters.queue import Draft, write
from services.notifications.reminders import account_facts, rule_editions
from services.notifications.reminders.remind import remind
from services.notifications.sending import preview
from services.notifications.sending.send import Sender
from services.notifications.settings import NotificationsSettings


@serves(c.NotificationsRpc, access=ACCESS["notifications"], ready=ANSWERS)
class NotificationsService:
    """notifications: letters and how they reach people."""

    name = "notifications"
    database = Database()
    clock = Clock()
    printer: PrinterRpc = stub(PrinterRpc, timeout=30)

    @property
    def settings(self) -> NotificationsSettings:
        settings: NotificationsSettings = load(NotificationsSettings)
        return settings

    def get_delivery(self, request: Nothing) -> c.Delivery:
        with self.database.reading() as session:
            return preferences.get_delivery(session, _caller(), self.clock.today())

    def set_delivery(self, request: c.DeliveryChange) -> c.Delivery:
        with self.database.transaction() as session:
            return preferences.set_delivery(
                session, _caller(), request, self.settings.default_reminders, self.clock.today()
            )

    def set_reminders(self, request: c.ReminderChange) -> c.Delivery:
        with self.database.transaction() as session:
            return preferences.set_reminders(session, _caller(), request, self.clock.today())

    def unsubscribe(self, request: c.Unsubscription) -> c.Unsubscribed:
        with self.database.transaction() as session:
            return preferences.unsubscribe(session, request)

    def list_letters(self, request: c.LetterQuery) -> c.LetterList:
        with self.database.reading() as session:
            return staff.list_letters(session, request)

    def resend_letter(self, request: c.LetterRef) -> c.LetterInfo:
        with self.database.transaction() as session:
            return staff.resend_letter(session, request, self.clock, self.settings.sender_domain)

    def list_letter_kinds(self, request: Nothing) -> c.LetterKinds:
        return preview.list_kinds()

    def preview_letter(self, request: c.LetterKindRef) -> c.LetterPreview:
        shown = preview.preview(request.kind, self.settings)
        if shown is None:
            raise Refusal("letter_not_found", "Таких писем нет.", "kind")
        return shown

    def list_news(self, request: Nothing) -> c.NewsList:
        with self.database.reading() as session:
            return news.list_news(session, self.clock)

    def list_all_news(self, request: Nothing) -> c.NewsList:
        with self.database.reading() as session:
            return news.list_all_news(session)

    def write_news(self, request: c.NewNews) -> c.News:
        with self.database.transaction() as session:
            return news.write_news(session, request, self.clock)

    def end_news(self, request: c.NewsRef) -> c.News:
        with self.database.transaction() as session:
            return news.end_news(session, request, self.clock)

    def list_reminder_rules(self, request: Nothing) -> ReminderRules:
        with self.database.reading() as session:
            return rule_editions.list_rules(session, self.clock.today())

    def change_reminder_rules(self, request: RulesChange) -> ReminderRules:
        with self.database.transaction() as session:
            return rule_editions.change_rules(session, request, self.clock)

    def drop_reminder_rule(self, request: RuleRef) -> ReminderRules:
        with self.database.transaction() as session:
            return rule_editions.drop_rule(session, request, self.clock)

    def get_figures(self, request: FiguresQuery) -> Figures:
        with self.database.reading() as session:
            return daily_stats.get_figures(session, request, self.clock)

    @handles(auth.UserRegistered)
    def send_activation(self, event: auth.UserRegistered, session: Session) -> None:
        self._write(session, triggers.registered(event))

    @handles(auth.RegistrationRepeated)
    def warn_owner(self, event: auth.RegistrationRepeated, session: Session) -> None:
        self._write(session, triggers.registration_repeated(event))

    @handles(auth.UserActivated)
    def meet_person(self, event: auth.UserActivated, session: Session) -> None:
        self._remember(session, event.user_id, event.email, version=0)

    @handles(auth.PasswordReset)
    def send_new_password(self, event: auth.PasswordReset, session: Session) -> None:
        self._write(session, triggers.password_reset(event))

    @handles(auth.PasswordChanged)
    def tell_password_change(self, event: auth.PasswordChanged, session: Session) -> None:
        self._write(session, triggers.password_changed(event))

    @handles(auth.EmailChangeRequested)
    def send_email_link(self, event: auth.EmailChangeRequested, session: Session) -> None:
        self._write(session, triggers.email_change(event))

    @handles(auth.EmailChanged)
    def remember_email(self, event: auth.EmailChanged, session: Session) -> None:
        self._remember(session, event.user_id, event.email, event.version)

    @handles(auth.CabinetDeleted)
    def forget_person(self, event: auth.CabinetDeleted, session: Session) -> None:
        directory.forget_person(session, UUID(event.user_id), event.version)
        self._write(session, triggers.cabinet_deleted(event))

    @handles(auth.AccountLinked)
    def remember_account(self, event: auth.AccountLinked, session: Session) -> None:
        self._remember(session, event.user_id, event.email, event.version)
        directory.remember_account(session, UUID(event.user_id), event.account_number, True, event.version)

    @handles(auth.AccountUnlinked)
    def forget_account(self, event: auth.AccountUnlinked, session: Session) -> None:
        directory.remember_account(session, UUID(event.user_id), event.account_number, False, event.version)

    @handles(payments.PaymentSucceeded)
    def send_receipt(self, event: payments.PaymentSucceeded, session: Session) -> None:
        self._write(session, triggers.paid(event))

    @handles(payments.PaymentFailed)
    def tell_failure(self, event: payments.PaymentFailed, session: Session) -> None:
        self._write(session, triggers.failed(event, session))

    @handles(payments.PaymentRefunded)
    def tell_refund(self, event: payments.PaymentRefunded, session: Session) -> None:
        self._write(session, triggers.refunded(event, session))

    @handles(billing.BillPublished)
    def send_bill(self, event: billing.BillPublished, session: Session) -> None:
        account_facts.bill_published(session, event)
        self._write(session, triggers.bill_published(event, session, self.clock.today()))

    @handles(billing.RestrictionNoticeIssued)
    def send_notice(self, event: billing.RestrictionNoticeIssued, session: Session) -> None:
        self._write(session, triggers.restriction(event, session))

    @handles(feedback.AppealAnswered)
    def tell_answer(self, event: feedback.AppealAnswered, session: Session) -> None:
        self._write(session, triggers.answered(event))

    @handles(billing.DebtsChanged)
    def copy_debts(self, event: billing.DebtsChanged, session: Session) -> None:
        account_facts.debts_changed(session, event)

    @handles(readings.MetersChanged)
    def copy_meters(self, event: readings.MetersChanged, session: Session) -> None:
        account_facts.meters_changed(session, event)

    @handles(readings.ReadingRecorded)
    def copy_reading(self, event: readings.ReadingRecorded, session: Session) -> None:
        account_facts.reading_recorded(session, event, self.clock.today())

    @handles(readings.ReadingWithdrawn)
    def copy_withdrawal(self, event: readings.ReadingWithdrawn, session: Session) -> None:
        account_facts.reading_withdrawn(session, event)

    @every(seconds=60, limit=900)
    def remind(self) -> None:
        remind(self.database, self.clock, self.settings.sender_domain)

    @every(seconds=1, limit=900)
    def send_due(self) -> None:
        Sender(self.database, self.printer, self.clock, self.settings).send_due()

    @every(seconds=3600)
    def forget_old(self) -> None:
        with self.database.transaction() as session:
            retention.forget_old(session, self.clock.now(), self.settings.letter_days)
            account_facts.forget_readings(session, self.clock.today())

    def _remember(self, session: Session, user_id: str, email: str, version: int) -> None:
        directory.remember_email(session, UUID(user_id), email, version, self.settings.default_reminders)

    def _write(self, session: Session, drafts: Iterable[Draft]) -> None:
        for draft in drafts:
            write(session, draft, self.clock.now(), self.settings.sender_domain)


def _caller() -> UUID:
    """The signed-in customer; the access matrix lets nobody else reach the methods that ask."""
    return UUID(current().caller.user_id)
