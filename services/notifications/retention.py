"""Deletes what is no longer needed: old letters, refused addresses, copies of readings."""

from services.notifications.letters.retention import forget_letters
from services.notifications.reminders.account_facts import forget_readings
from services.notifications.work import NotificationsCall


def forget_old(call: NotificationsCall) -> None:
    """Delete all of it in one transaction."""
    with call.transaction() as work:
        forget_letters(work.session, work.now, work.dependencies.settings.letter_days)
        forget_readings(work.session, work.clock.today())
