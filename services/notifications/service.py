"""The nameko service: events become letters, letters leave, customers choose what they get."""

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.rpc.stubs import stub
from chassis.service.administration import ANSWERS
from chassis.service.bindings import calls, consumes, reads, runs, writes
from chassis.service.declarations import serves
from chassis.settings import load
from contracts import auth, billing, feedback, payments, readings
from contracts import notifications as c
from contracts.access import ACCESS
from contracts.printer import PrinterRpc
from services.notifications import news, retention, security_triggers, triggers
from services.notifications.customers import directory, preferences
from services.notifications.letters import daily_stats, own, staff
from services.notifications.reminders import account_facts, rule_editions
from services.notifications.reminders.remind import remind
from services.notifications.sending import preview
from services.notifications.sending.metrics import count_waiting
from services.notifications.sending.send import send_due
from services.notifications.settings import NotificationsSettings
from services.notifications.triggers import in_order, queues
from services.notifications.work import Dependencies


@serves(c.NotificationsRpc, access=ACCESS["notifications"], ready=ANSWERS)
class NotificationsService:
    """notifications: letters and how they reach people."""

    name = "notifications"
    database = Database()
    clock = Clock()
    printer: PrinterRpc = stub(PrinterRpc, timeout=30)

    @property
    def dependencies(self) -> Dependencies:
        return Dependencies(settings=load(NotificationsSettings), printer=self.printer)

    get_delivery = reads(preferences.get_delivery)
    set_delivery = writes(preferences.set_delivery)
    set_reminders = writes(preferences.set_reminders)
    unsubscribe = writes(preferences.unsubscribe)

    list_own_letters = reads(own.list_own_letters)
    list_letters = reads(staff.list_letters)
    resend_letter = writes(staff.resend_letter)
    list_letter_kinds = calls(preview.list_letter_kinds)
    preview_letter = calls(preview.preview_letter)
    get_figures = reads(daily_stats.get_figures)

    list_news = reads(news.list_news)
    list_all_news = reads(news.list_all_news)
    write_news = writes(news.write_news)
    end_news = writes(news.end_news)

    list_reminder_rules = reads(rule_editions.list_reminder_rules)
    change_reminder_rules = writes(rule_editions.change_reminder_rules)
    drop_reminder_rule = writes(rule_editions.drop_reminder_rule)

    # The inbox stores the names of the handlers: a handler that is renamed would consume old events again.
    send_activation = consumes(auth.UserRegistered, queues(triggers.user_registered))
    warn_owner = consumes(auth.RegistrationRepeated, queues(triggers.registration_repeated))
    send_new_password = consumes(auth.PasswordReset, queues(triggers.password_reset))
    tell_password_change = consumes(auth.PasswordChanged, queues(triggers.password_changed))
    send_email_link = consumes(auth.EmailChangeRequested, queues(triggers.email_change_requested))
    tell_token = consumes(auth.ApiTokenIssued, queues(security_triggers.api_token_issued))
    tell_new_browser = consumes(auth.UnknownBrowserSignedIn, queues(security_triggers.unknown_browser_signed_in))
    tell_guessing = consumes(auth.StaffCodesGuessed, queues(security_triggers.staff_codes_guessed))
    tell_staff_access = consumes(auth.StaffAccessChanged, queues(security_triggers.staff_access_changed))
    tell_owner = consumes(auth.AccountShared, queues(security_triggers.account_shared))
    tell_closing = consumes(auth.TakeoverReported, queues(security_triggers.takeover_reported))
    send_receipt = consumes(payments.PaymentSucceeded, queues(triggers.payment_succeeded))
    tell_failure = consumes(payments.PaymentFailed, queues(triggers.payment_failed))
    tell_refund = consumes(payments.PaymentRefunded, queues(triggers.payment_refunded))
    send_notice = consumes(billing.RestrictionNoticeIssued, queues(triggers.restriction_notice_issued))
    tell_answer = consumes(feedback.AppealAnswered, queues(triggers.appeal_answered))
    send_bill = consumes(billing.BillPublished, in_order(account_facts.copy_bill, queues(triggers.bill_published)))

    meet_person = consumes(auth.UserActivated, directory.copy_activated_user)
    remember_email = consumes(
        auth.EmailChanged, in_order(directory.copy_changed_email, queues(security_triggers.email_changed))
    )
    forget_person = consumes(auth.CabinetDeleted, in_order(directory.forget, queues(triggers.cabinet_deleted)))
    remember_account = consumes(auth.AccountLinked, directory.copy_linked_account)
    forget_account = consumes(
        auth.AccountUnlinked, in_order(directory.copy_unlinked_account, queues(triggers.account_unlinked))
    )
    copy_debts = consumes(billing.DebtsChanged, account_facts.copy_debts)
    copy_meters = consumes(readings.MetersChanged, account_facts.copy_meters)
    copy_reading = consumes(readings.ReadingRecorded, account_facts.copy_reading)
    copy_withdrawal = consumes(readings.ReadingWithdrawn, account_facts.copy_withdrawal)

    remind = runs(remind, every_seconds=60, limit=900)
    send_due = runs(send_due, every_seconds=1, limit=900)
    count_waiting = runs(count_waiting, every_seconds=15)
    forget_old = runs(retention.forget_old, every_seconds=3600)
