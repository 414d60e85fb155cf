"""The rules of reminders are an administrator's (B9): changed from a day on, taken back, each change on record."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from contracts.audit import AuditQuery
from contracts.reminders import ReminderRules, RuleNumbers, RuleRef, RulesChange
from contracts.wire import Nothing
from tests.integration.notifications.conftest import Post, bill
from tests.integration.notifications.test_reminders import at, debt, made, meters

ADMINISTRATOR = Caller("admin-1", "administrator")


def change(post: Post, since: date, **rules: list[int]) -> ReminderRules:
    wanted: list[Any] = [RuleNumbers(name=name, numbers=numbers) for name, numbers in rules.items()]  # type: ignore[arg-type]
    with entered(Context(caller=ADMINISTRATOR)):
        return post.service.change_reminder_rules(RulesChange(since=since, rules=wanted))


def in_force(rules: ReminderRules) -> dict[str, list[int]]:
    return {one.name: one.numbers for one in rules.editions if one.standing == "in_force"}


@pytest.mark.req("B9", "S5")
def test_a_changed_rule_holds_from_its_day_and_is_on_record(post: Post) -> None:
    post.meet()
    post.hear("copy_meters", meters())
    at(post, 11, 17)
    response = change(post, date(2026, 11, 18), readings_days=[18, 20], hours=[9, 20])
    assert [(one.name, one.standing) for one in response.editions if not one.shipped] == [("readings_days", "coming")]
    assert in_force(response)["readings_days"] == [22, 25] and made(post) == []
    at(post, 11, 18)
    assert in_force(post.service.list_reminder_rules(Nothing()))["readings_days"] == [18, 20]
    assert made(post) == [("reminder_readings", "waiting")]
    (entry,) = post.service.list_audit(AuditQuery(actions=["change_reminder_rule"])).entries
    assert (entry.actor_id, entry.subject, entry.details) == (
        "admin-1",
        "readings_days",
        {"since": "2026-11-18", "old": "22 25", "new": "18 20"},
    )


@pytest.mark.req("B9", "S5")
def test_a_change_is_taken_back_until_its_day_is_over(post: Post) -> None:
    at(post, 11, 18)
    change(post, date(2026, 11, 18), due_days_before=[7, 1])
    wrong = RuleRef(name="due_days_before", since=date(2026, 11, 18))
    with entered(Context(caller=ADMINISTRATOR)):
        assert in_force(post.service.drop_reminder_rule(wrong))["due_days_before"] == [3]
        with pytest.raises(Refusal, match=r"bad_request \(since\)"):
            post.service.drop_reminder_rule(wrong)
        with pytest.raises(Refusal, match="bad_request"):
            post.service.drop_reminder_rule(RuleRef(name="hours", since=date(2020, 1, 1)))
    outcomes = [one.outcome for one in post.service.list_audit(AuditQuery()).entries]
    assert outcomes == ["removed", "done"]


@pytest.mark.req("B9")
def test_a_kind_that_is_off_is_sent_to_nobody_and_the_customer_sees_it(post: Post) -> None:
    post.meet()
    post.hear("copy_meters", meters(due=date(2026, 12, 22)))
    post.hear("copy_debts", debt(100_000))
    at(post, 11, 22)
    change(post, date(2026, 11, 22), readings_on=[0], bill_on=[0], verification_on=[0])
    post.hear("send_bill", bill())
    assert {purpose for purpose, _ in made(post)} <= {"reminder_due"}
    with post.as_customer():
        kept = post.service.get_delivery(Nothing())
    assert sorted(kept.reminders) == ["bill", "due", "readings", "verification"], "the choice stays the customer's"
    assert kept.reminders_paused == ["bill", "readings", "verification"]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("readings_days", [25, 22]), ("readings_days", [22, 31]), ("readings_days", [22]), ("hours", [9, 9]),
        ("hours", [9, 25]), ("due_days_before", [31]), ("due_days_before", [3, 3]), ("due_on", [2]),
        ("verification_days_before", [366]),
    ],
)  # fmt: skip
def test_numbers_that_make_no_rule_change_nothing(post: Post, name: str, numbers: list[int]) -> None:
    with pytest.raises(Refusal, match=rf"bad_request \({name}\)"):
        change(post, date(2026, 12, 1), **{name: numbers})
    assert all(one.shipped for one in post.service.list_reminder_rules(Nothing()).editions)


def test_the_past_is_not_changed(post: Post) -> None:
    post.clock.moment = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)  # the 23rd in Moscow
    with pytest.raises(Refusal, match=r"bad_request \(since\)"):
        change(post, date(2026, 11, 22), hours=[8, 21])
