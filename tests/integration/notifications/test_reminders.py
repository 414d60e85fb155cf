"""Reminders that stop when done (B9): from the owners' facts to the letter, day by day."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from chassis.errors import Refusal
from contracts import billing, readings
from contracts.notifications import ReminderChange, Unsubscription
from contracts.wire import Nothing
from tests.integration.notifications.conftest import ACCOUNT, EMAIL, SETTINGS, USER, Post, bill, html_of, text_of


def meters(version: int = 1, due: date | None = None, by_people: bool = True) -> readings.MetersChanged:
    one = readings.MeterNow(account_number=ACCOUNT, read_by_people=by_people, verification_due=due)
    return readings.MetersChanged(meters=[one], version=version)


def debt(kopecks: int, version: int = 1) -> billing.DebtsChanged:
    return billing.DebtsChanged(debts=[billing.DebtNow(account_number=ACCOUNT, due_kopecks=kopecks)], version=version)


def recorded(reading: str = "r-1", period: str = "2026-11", source: Any = "without_payment") -> Any:
    return readings.ReadingRecorded(
        reading_id=reading,
        account_number=ACCOUNT,
        meter_serial="S-1",
        taken_on=date(2026, 11, 20),
        received_at=datetime(2026, 11, 20, tzinfo=UTC),
        source=source,
        period=period,
        values=[],
    )


def withdrawn(reading: str = "r-1") -> readings.ReadingWithdrawn:
    return readings.ReadingWithdrawn(reading_id=reading, account_number=ACCOUNT, reason="ошибка контролёра")


def at(post: Post, month: int, day: int, hour: int = 12) -> None:
    """Noon in UTC is three in the afternoon in Moscow."""
    post.clock.moment = datetime(2026, month, day, hour, tzinfo=UTC)


def made(post: Post, purpose: str = "%") -> list[tuple[str, str]]:
    post.service.remind()
    wanted = "select purpose, state from letters where purpose like :purpose order by created_at, id"
    return [(row[0], row[1]) for row in post.rows(wanted, purpose=purpose)]


@pytest.mark.req("B9")
def test_readings_are_asked_for_from_the_22nd_to_the_25th_and_once(post: Post) -> None:
    post.meet()
    post.hear("copy_meters", meters())
    at(post, 11, 21)
    assert made(post) == []
    for day in (22, 23, 25):
        at(post, 11, day)
        assert made(post) == [("reminder_readings", "waiting")], "one letter a month"
    assert post.send() == 1
    letter = post.sink.accepted[0]
    assert "до 25\u00a0ноября 2026" in text_of(letter) and "(180)111111" in text_of(letter)
    at(post, 11, 27)
    assert len(made(post)) == 1
    at(post, 12, 22)
    assert len(made(post)) == 2, "the next month is another one"


@pytest.mark.req("B9")
@pytest.mark.parametrize(
    "facts", [[recorded()], [recorded(), recorded("r-2"), withdrawn()], [recorded("x", "2026-11", "control")]]
)
def test_whoever_has_sent_readings_is_not_asked(post: Post, facts: list[Any]) -> None:
    post.meet()
    post.hear("copy_meters", meters())
    for fact in facts:
        post.hear("copy_withdrawal" if isinstance(fact, readings.ReadingWithdrawn) else "copy_reading", fact)
    at(post, 11, 22)
    assert made(post) == []


@pytest.mark.req("B9")
@pytest.mark.parametrize("order", [(recorded(), withdrawn()), (withdrawn(), recorded())])
def test_a_withdrawn_reading_leaves_something_to_do_in_either_order(post: Post, order: tuple[Any, Any]) -> None:
    post.meet()
    post.hear("copy_meters", meters())
    for fact in order:
        post.hear("copy_reading" if isinstance(fact, readings.ReadingRecorded) else "copy_withdrawal", fact)
    at(post, 11, 22)
    assert len(made(post)) == 1


@pytest.mark.req("B9")
@pytest.mark.parametrize(
    "facts", [[], [meters(by_people=False)], [meters(2, by_people=False), meters(1)]], ids=["none", "remote", "stale"]
)
def test_who_has_no_meter_to_read_is_not_asked(post: Post, facts: list[Any]) -> None:
    post.meet()
    for fact in facts:
        post.hear("copy_meters", fact)
    at(post, 11, 22)
    assert made(post) == []


@pytest.mark.req("B9")
def test_a_computed_reading_and_one_of_another_month_are_nobodys_deed(post: Post) -> None:
    post.meet()
    post.hear("copy_meters", meters())
    post.hear("copy_reading", recorded("e", source="estimated"))
    post.hear("copy_reading", recorded("o", "2026-10"))
    post.hear("copy_reading", recorded("h", "2019-01"))
    at(post, 11, 22)
    assert len(made(post)) == 1
    assert post.rows("select reading_id from heard_readings") == [("o",)], "history is not copied"


@pytest.mark.req("B9")
def test_a_reminder_that_still_waits_is_dropped_when_the_thing_is_done(post: Post) -> None:
    post.meet()
    post.hear("copy_meters", meters())
    at(post, 11, 22)
    made(post)
    post.hear("copy_reading", recorded())
    assert post.send() == 0 and post.sink.accepted == []
    assert post.rows("select state, last_error from letters") == [("expired", "done before it was sent")]


@pytest.mark.req("B9")
def test_the_due_day_is_reminded_of_while_something_is_owed(post: Post) -> None:
    post.meet()
    post.hear("send_bill", bill())
    post.hear("copy_debts", debt(54_321))
    at(post, 12, 6)
    assert made(post, "reminder_due") == []
    at(post, 12, 7)
    assert made(post, "reminder_due") == [("reminder_due", "waiting")]
    post.send()
    assert "543,21\u00a0₽" in text_of(post.sink.accepted[-1])
    at(post, 12, 10)
    assert len(made(post, "reminder_due")) == 1


@pytest.mark.req("B9")
def test_whoever_has_paid_is_not_reminded_of_the_due_day(post: Post) -> None:
    post.meet()
    post.hear("send_bill", bill())
    post.hear("copy_debts", debt(0, 5))
    post.hear("copy_debts", debt(54_321, 4))
    at(post, 12, 8)
    assert made(post, "reminder_due") == [], "older news of a debt changes nothing"
    post.hear("copy_debts", debt(100, 6))
    assert made(post, "reminder_due") == [], "that day's round is over"
    at(post, 12, 9)
    assert made(post, "reminder_due") == [("reminder_due", "waiting")]
    post.hear("copy_debts", debt(0, 7))
    assert made(post, "reminder_due") == [("reminder_due", "expired")]


@pytest.mark.req("B9")
def test_verification_is_reminded_of_90_60_and_30_days_before(post: Post) -> None:
    post.meet()
    post.hear("copy_meters", meters(due=date(2027, 3, 1)))
    days = {(11, 30): 0, (12, 1): 1, (12, 2): 1, (12, 30): 1, (12, 31): 2}
    for (month, day), letters in days.items():
        at(post, month, day)
        assert len(made(post, "reminder_verification")) == letters, f"{day}.{month}"
    post.hear("copy_meters", meters(2, due=date(2043, 3, 1)))
    post.clock.moment = datetime(2027, 2, 1, 12, tzinfo=UTC)
    assert made(post, "reminder_verification") == [("reminder_verification", "expired")] * 2, "verified: nothing more"


@pytest.mark.req("B9")
def test_a_ready_bill_is_told_to_whoever_does_not_get_it_by_e_mail(post: Post) -> None:
    post.meet()
    second = UUID(int=8)
    post.meet(second, "second@list.ru", email_bill=True)
    post.hear("send_bill", bill())
    letters = post.rows("select purpose, email from letters order by purpose")
    assert letters == [("bill", "second@list.ru"), ("reminder_bill", EMAIL)]


@pytest.mark.req("B9")
def test_nothing_leaves_at_night_or_to_an_address_that_bounced(post: Post) -> None:
    post.meet()
    post.hear("copy_meters", meters())
    for hour in (5, 17, 23):
        at(post, 11, 22, hour)
        assert made(post) == []
    at(post, 11, 23)
    post.rows("insert into bounced_addresses (email, at, error) values (:email, now(), '550')", email=EMAIL)
    assert made(post) == []


@pytest.mark.req("B9", "M4.2.4")
def test_the_days_are_the_suppliers_dated_data(post: Post) -> None:
    post.meet()
    post.hear("copy_meters", meters())
    post.rows(
        "insert into reminder_rules values ('readings_days', '2026-11-01', '{18,20}'), ('hours', '2027-01-01', '{0,0}')"
    )
    at(post, 11, 18)
    assert len(made(post)) == 1


@pytest.mark.req("B9")
def test_each_kind_is_turned_off_in_the_settings(post: Post) -> None:
    post.meet()
    post.hear("copy_meters", meters(due=date(2026, 12, 1)))
    at(post, 11, 22)
    assert {purpose for purpose, _ in made(post)} == {"reminder_readings", "reminder_verification"}
    with post.as_customer():
        post.service.set_reminders(ReminderChange(reminders=["verification"]))
    post.send()
    assert [message["Subject"][:7] for message in post.sink.accepted] == ["Поверка"], "what waited is not sent either"


@pytest.mark.req("B9")
def test_one_press_in_the_letter_turns_its_kind_off(post: Post) -> None:
    post.meet()
    post.hear("copy_meters", meters())
    at(post, 11, 22)
    made(post)
    post.send()
    letter = post.sink.accepted[0]
    link = letter["List-Unsubscribe"].strip("<>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in text_of(letter).replace("\n", "") and link.replace("&", "&amp;") in html_of(letter)
    base, _, query = link.partition("?")
    assert base == SETTINGS["PUBLIC_URL"] + "/unsubscribe"
    key = dict(part.split("=") for part in query.split("&"))["key"]
    response = post.service.unsubscribe(Unsubscription(key=key, kind="readings"))
    assert response.email_masked == "s***@list.ru"
    with post.as_customer():
        assert post.service.get_delivery(Nothing()).reminders == ["bill", "due", "verification"]


@pytest.mark.req("B9", "M4.2.2")
def test_unsubscribing_from_the_e_bill_brings_the_paper_back(post: Post) -> None:
    post.meet(email_bill=True)
    post.rows("update people set paper_bill = false")
    post.hear("send_bill", bill())
    (key,) = post.rows("select unsubscribe_key from people")[0]
    post.service.unsubscribe(Unsubscription(key=str(key), kind="email_bill"))
    with post.as_customer():
        kept = post.service.get_delivery(Nothing())
    assert (kept.email_bill, kept.paper_bill, post.states()) == (False, True, ["expired"])


def test_a_strange_key_unsubscribes_nobody(post: Post) -> None:
    post.meet(USER)
    for key in (str(UUID(int=1)), "x" * 36):
        with pytest.raises(Refusal, match="token_invalid"):
            post.service.unsubscribe(Unsubscription(key=key, kind="due"))
