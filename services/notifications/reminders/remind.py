"""The daily run of reminders: every kind once a day, in pages that are transactions of their own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from contracts.links import unsubscribing
from services.notifications.letter_kinds import reminders as letters
from services.notifications.letter_kinds.content import LetterContent
from services.notifications.letters.queue import Draft, write_all
from services.notifications.reminders import candidates
from services.notifications.reminders.candidates import Candidate
from services.notifications.reminders.models import ReminderDay
from services.notifications.reminders.rule_editions import rules_of
from services.notifications.reminders.rules import Rules
from services.notifications.work import NotificationsCall
from wording.moscow import day_begins


@dataclass(frozen=True, slots=True)
class ReminderRun:
    """One kind of reminder on one day."""

    kind: str
    query: Any
    content: Callable[[Candidate], LetterContent]
    until: Callable[[Candidate], date]
    """The last day on which the letter is worth sending."""
    values: dict[str, object]

    @property
    def letter_kind(self) -> str:
        return f"reminder_{self.kind}"

    def draft(self, one: Candidate) -> Draft:
        end = day_begins(self.until(one) + timedelta(days=1))
        return Draft(
            kind=self.letter_kind,
            key=f"{one.account_number}:{one.occasion}:{one.user_id}",
            email=one.email,
            content=self.content(one),
            account_number=one.account_number,
            user_id=one.user_id,
            expires_at=end,
            unsubscribe=unsubscribing(str(one.unsubscribe_key), self.kind),
        )


def remind(call: NotificationsCall) -> int:
    """Queue today's reminders that are not queued yet; returns how many. Replicas queue nothing twice."""
    now, today = call.now, call.clock.today()
    with call.reading() as work:
        rules = rules_of(work.session, today)
        done = set(work.session.scalars(select(ReminderDay.kind).where(ReminderDay.day == today)))
    if not rules.awake(now):
        return 0
    return sum(_run(call, one, now, today) for one in runs_of(rules, today) if one.kind not in done)


def runs_of(rules: Rules, today: date) -> Iterator[ReminderRun]:
    """The runs of today, of the kinds that are sent at all; «счёт готов» is sent with its bill."""
    return (one for one in _all_runs(rules, today) if one.kind in rules.on)


def _all_runs(rules: Rules, today: date) -> Iterator[ReminderRun]:
    if rules.readings_asked(today):
        last = today.replace(day=rules.readings_days[1])
        period = f"{today:%Y-%m}"
        yield ReminderRun(
            "readings",
            candidates.READINGS,
            lambda one: letters.readings(one.account_number, period, last),
            lambda _: last,
            {"period": period},
        )
    yield ReminderRun(
        "due",
        candidates.DUE,
        lambda one: letters.due(one.account_number, one.kopecks, _day(one)),
        _day,
        {"today": today, "stages": list(rules.due_days_before)},
    )
    yield ReminderRun(
        "verification",
        candidates.VERIFICATION,
        lambda one: letters.verification(one.account_number, _day(one), today),
        _day,
        {"today": today, "stages": list(rules.verification_days_before)},
    )


def _run(call: NotificationsCall, one: ReminderRun, now: datetime, today: date) -> int:
    written, last = 0, None
    while True:
        with call.transaction() as work:
            session = work.session
            found = candidates.page(session, one.query, last, kind=one.kind, purpose=one.letter_kind, **one.values)
            if not found:
                mark = insert(ReminderDay).values(kind=one.kind, day=today, done_at=now)
                session.execute(mark.on_conflict_do_nothing())
                return written
            write_all(
                session, [one.draft(candidate) for candidate in found], now, call.dependencies.settings.sender_domain
            )
        written, last = written + len(found), found[-1]


def _day(one: Candidate) -> date:
    if one.day is None:
        raise ValueError(f"{one.occasion} has no day")
    return one.day
