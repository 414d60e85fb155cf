"""The daily round: every kind once a day, in pages that are transactions of their own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.clock import Clock
from chassis.database.sessions import Database
from contracts.links import unsubscribing
from services.notifications.letter_kinds import reminders as words
from services.notifications.letter_kinds.content import Wording
from services.notifications.letters.queue import Draft, write_all
from services.notifications.reminders import candidates
from services.notifications.reminders.candidates import Candidate
from services.notifications.reminders.models import ReminderDay
from services.notifications.reminders.rule_editions import rules_of
from services.notifications.reminders.rules import Rules
from wording.moscow import day_begins


@dataclass(frozen=True, slots=True)
class Round:
    """One kind of reminder on one day."""

    kind: str
    query: Any
    word: Callable[[Candidate], Wording]
    until: Callable[[Candidate], date]
    """The last day on which the letter is worth sending."""
    values: dict[str, object]

    @property
    def purpose(self) -> str:
        return f"reminder_{self.kind}"

    def draft(self, one: Candidate) -> Draft:
        end = day_begins(self.until(one) + timedelta(days=1))
        return Draft(
            self.purpose,
            f"{one.account_number}:{one.occasion}:{one.user_id}",
            one.email,
            self.word(one),
            one.account_number,
            one.user_id,
            end,
            unsubscribe=unsubscribing(str(one.unsubscribe_key), self.kind),
        )


def remind(database: Database, clock: Clock, sender_domain: str) -> int:
    """Write today's reminders that are not written yet; how many. Replicas that meet here write nothing twice."""
    now, today = clock.now(), clock.today()
    with database.reading() as session:
        rules = rules_of(session, today)
        done = set(session.scalars(select(ReminderDay.kind).where(ReminderDay.day == today)))
    if not rules.awake(now):
        return 0
    return sum(_work(database, one, now, today, sender_domain) for one in rounds(rules, today) if one.kind not in done)


def rounds(rules: Rules, today: date) -> Iterator[Round]:
    """What is looked for today, of the kinds that are sent at all; «счёт готов» goes with its bill."""
    return (one for one in _rounds(rules, today) if one.kind in rules.on)


def _rounds(rules: Rules, today: date) -> Iterator[Round]:
    if rules.readings_asked(today):
        last = today.replace(day=rules.readings_days[1])
        period = f"{today:%Y-%m}"
        yield Round(
            "readings",
            candidates.READINGS,
            lambda one: words.readings(one.account_number, period, last),
            lambda _: last,
            {"period": period},
        )
    yield Round(
        "due",
        candidates.DUE,
        lambda one: words.due(one.account_number, one.kopecks, _day(one)),
        _day,
        {"today": today, "stages": list(rules.due_days_before)},
    )
    yield Round(
        "verification",
        candidates.VERIFICATION,
        lambda one: words.verification(one.account_number, _day(one), today),
        _day,
        {"today": today, "stages": list(rules.verification_days_before)},
    )


def _work(database: Database, one: Round, now: datetime, today: date, sender_domain: str) -> int:
    written, last = 0, None
    while True:
        with database.transaction() as session:
            found = candidates.page(session, one.query, last, kind=one.kind, purpose=one.purpose, **one.values)
            if not found:
                mark = insert(ReminderDay).values(kind=one.kind, day=today, done_at=now)
                session.execute(mark.on_conflict_do_nothing())
                return written
            write_all(session, [one.draft(candidate) for candidate in found], now, sender_domain)
        written, last = written + len(found), found[-1]


def _day(one: Candidate) -> date:
    if one.day is None:
        raise ValueError(f"{one.occasion} has no day")
    return one.day
