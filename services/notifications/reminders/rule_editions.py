"""The rules of reminders as dated rows: read for a day, changed by an administrator from a day on, deleted."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from contracts.reminders import ReminderRules, RuleEdition, RuleRef, RulesChange
from contracts.wire import Nothing
from services.notifications.reminders.models import ReminderRule
from services.notifications.reminders.rules import SHIPPED, Rules, rules_on, what_is_wrong
from services.notifications.work import NotificationsWork

Row = tuple[str, date, list[int]]
BEGINNING = date(2020, 1, 1)
"""From when the shipped numbers hold."""


def rules_of(session: Session, day: date) -> Rules:
    """The rules in force on a day."""
    return rules_on(day, _rows(session))


def list_reminder_rules(work: NotificationsWork, request: Nothing) -> ReminderRules:
    """Every edition, of each name the newest first."""
    return _editions(work)


def _editions(work: NotificationsWork) -> ReminderRules:
    today = work.clock.today()
    rows = {(name, since): numbers for name, since, numbers in _rows(work.session)}
    for name, numbers in SHIPPED.items():
        rows.setdefault((name, BEGINNING), list(numbers))
    newest = {name: max(since for one, since in rows if one == name and since <= today) for name in SHIPPED}
    order = list(SHIPPED)
    return ReminderRules(
        editions=[
            RuleEdition(
                name=name,  # type: ignore[arg-type]
                since=since,
                numbers=rows[name, since],
                standing="coming" if since > today else "in_force" if since == newest[name] else "past",
                shipped=since == BEGINNING,
                removable=since >= today,
            )
            for name, since in sorted(rows, key=lambda row: (order.index(row[0]), -row[1].toordinal()))
        ]
    )


def change_reminder_rules(work: NotificationsWork, request: RulesChange) -> ReminderRules:
    """Store what differs from the rules of that day. Refuses with `bad_request`, naming the rule as the field."""
    session = work.session
    if request.since < work.clock.today():
        raise Refusal("bad_request", "Укажите сегодняшний день или более поздний.", "since")
    for rule in request.rules:
        if remedy := what_is_wrong(rule.name, rule.numbers):
            raise Refusal("bad_request", remedy, rule.name)
    in_force = _numbers_on(_rows(session), request.since)
    for rule in request.rules:
        if rule.numbers != in_force[rule.name]:
            session.merge(ReminderRule(name=rule.name, since=request.since, numbers=rule.numbers))
            details = {"since": str(request.since), "old": _as_text(in_force[rule.name]), "new": _as_text(rule.numbers)}
            audit.record(session, work.now, "change_reminder_rule", subject=rule.name, **details)
    session.flush()
    return _editions(work)


def drop_reminder_rule(work: NotificationsWork, request: RuleRef) -> ReminderRules:
    """Delete an edition that begins today or later; the edition before it is in force again."""
    session = work.session
    kept = session.get(ReminderRule, (request.name, request.since), with_for_update=True)
    if kept is None or request.since < work.clock.today():
        raise Refusal("bad_request", "Отменить можно изменение, которое начинается сегодня или позже.", "since")
    details = {"since": str(request.since), "old": _as_text(kept.numbers)}
    audit.record(session, work.now, "change_reminder_rule", "removed", subject=request.name, **details)
    session.delete(kept)
    session.flush()
    return _editions(work)


def _rows(session: Session) -> list[Row]:
    found = session.execute(select(ReminderRule.name, ReminderRule.since, ReminderRule.numbers))
    return [(name, since, numbers) for name, since, numbers in found]


def _numbers_on(rows: list[Row], day: date) -> dict[str, list[int]]:
    known = {name: list(numbers) for name, numbers in SHIPPED.items()}
    known.update((name, numbers) for name, since, numbers in sorted(rows, key=lambda row: row[1]) if since <= day)
    return known


def _as_text(numbers: list[int]) -> str:
    return " ".join(map(str, numbers))
