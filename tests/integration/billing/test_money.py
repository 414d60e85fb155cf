"""Money comes from payments' events and from accountants: each fact once, in any order."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from chassis.errors import Refusal
from contracts.bill import ReferenceDebts
from contracts.billing import ChannelCredit, Correction, DebtsChanged, NoticeRequest, OtherDebts
from contracts.wire import Interval
from services.billing.ledger import announcing
from services.billing.ledger.payments import PAYMENT
from tests.support.billing_town import ONE, Town, paid, recorded, refunded
from tests.support.billing_work import call

EVERYTHING = Interval(account_number=ONE, since=date(2020, 1, 1), until=date(2030, 1, 1))


def at(month: int, day: int, year: int = 2027) -> datetime:
    return datetime(year, month, day, 9, tzinfo=UTC)


@pytest.mark.req("B3")
def test_a_payment_is_credited_once_however_often_it_is_told(town: Town) -> None:
    due = town.overview().due_kopecks
    town.hear(*[paid(12_345, at(10, 12, 2026))] * 3)
    assert town.overview().due_kopecks == due - 12_345
    credit = town.billing.list_credits(EVERYTHING).credits[0]
    assert (credit.amount_kopecks, credit.channel) == (12_345, "Личный кабинет (Сбербанк)")
    assert (credit.period, credit.paid_on) == ("2026-10", date(2026, 10, 12))


@pytest.mark.req("B3", "M4.1.11")
@pytest.mark.case("A6")
def test_payment_and_refund_have_one_result_in_every_order(town: Town) -> None:
    due = town.overview().due_kopecks
    facts = [
        paid(30_000, at(10, 12, 2026)),
        refunded(10_000, at(10, 14, 2026)),
        paid(5_000, at(10, 13, 2026), "p-2"),
    ]
    for number, order in enumerate(permutations(facts)):
        town.hear(*order, *order[::-1])
        assert town.overview().due_kopecks == due - 25_000, f"order {number}"


@pytest.mark.req("M4.1.10")
@pytest.mark.case("B45")
def test_paid_for_the_current_bill_is_750_across_the_end_of_the_month(town: Town) -> None:
    for month, moment in (("2026-10", at(11, 5, 2026)), ("2026-11", at(12, 5, 2026)), ("2026-12", at(1, 5))):
        town.clock.moment = moment
        town.run(month)
        town.publish(month)
    town.clock.moment = at(2, 5)
    town.hear(paid(99_900, at(2, 4), "before"))
    town.run("2027-01")
    town.publish("2027-01")
    assert town.overview().paid_for_bill_kopecks == 0, "no row until something is paid"
    town.hear(paid(10_000, at(2, 15), "a"), paid(50_000, at(2, 23), "b"), paid(15_000, at(3, 3), "c"))
    assert town.overview().paid_for_bill_kopecks == 75_000
    town.clock.moment = at(3, 5)
    town.run("2027-02")
    town.publish("2027-02")
    assert town.overview().paid_for_bill_kopecks == 0, "the row goes with the next bill"


@pytest.mark.req("M4.1.10", "M4.1.11")
def test_a_revision_keeps_the_row_and_a_refund_leaves_it(town: Town) -> None:
    town.hear(recorded(12565, date(2026, 10, 20)))
    town.run()
    town.publish()
    town.hear(paid(10_000, at(11, 6, 2026)), recorded(12600, date(2026, 10, 25), "rd-2"))
    town.clock.moment = at(11, 7, 2026)
    town.run()
    town.publish()
    assert town.bill().revision == 2
    assert town.overview().paid_for_bill_kopecks == 10_000
    town.hear(refunded(10_000, at(11, 8, 2026)))
    assert town.overview().paid_for_bill_kopecks == 0


@pytest.mark.req("M4.5.1")
def test_settlements_count_money_in_the_month_in_which_it_came(town: Town) -> None:
    town.run()
    town.publish()
    late = paid(7_000, datetime(2026, 10, 31, 20, 59, tzinfo=UTC), "p-moscow-october")
    town.hear(late, paid(3_000, datetime(2026, 10, 31, 21, 1, tzinfo=UTC), "p-moscow-november"))
    rows = {row.period: row for row in town.billing.list_settlements(EVERYTHING).settlements}
    assert (rows["2026-10"].paid_kopecks, rows["2026-11"].paid_kopecks) == (7_000, 3_000)
    assert rows["2026-11"].closing_kopecks == town.overview().due_kopecks


@pytest.mark.req("B4")
def test_the_timeline_ends_with_what_is_due(town: Town) -> None:
    town.run()
    town.publish()
    town.hear(paid(7_000, at(11, 6, 2026)), refunded(2_000, at(11, 9, 2026)))
    entries = town.billing.get_timeline(EVERYTHING).entries
    assert entries[-1].balance_kopecks == town.overview().due_kopecks
    assert sum(entry.amount_kopecks for entry in entries) == entries[-1].balance_kopecks


def test_an_operation_of_a_channel_is_credited_once(town: Town) -> None:
    due = town.overview().due_kopecks
    credit = ChannelCredit(
        account_number=ONE, amount_kopecks=4_000, paid_on=date(2026, 11, 2), channel="Почта России", operation="77"
    )
    first = town.billing.post_credit(credit)
    assert town.billing.post_credit(credit) == first
    other = town.billing.post_credit(credit.model_copy(update={"channel": "Т-Банк"}))
    assert other.id != first.id, "the same number of another channel is another operation"
    assert town.overview().due_kopecks == due - 8_000
    assert town.overview().paid_for_bill_kopecks == 0, "only the portal's own payments make that row"
    with pytest.raises(Refusal, match="idempotency_conflict"):
        town.billing.post_credit(credit.model_copy(update={"amount_kopecks": 4_001}))


@pytest.mark.req("S4")
def test_a_correction_enters_the_open_bill_with_its_ground(town: Town) -> None:
    correction = Correction(
        account_number=ONE, amount_kopecks=-1_500, ground="перерасчёт по акту 12", idempotency_key="key-00001"
    )
    town.run()
    town.publish()
    town.clock.moment = at(12, 5, 2026)
    with town.as_accountant():
        first = town.billing.post_correction(correction)
        assert town.billing.post_correction(correction) == first
        with pytest.raises(Refusal, match="idempotency_conflict"):
            town.billing.post_correction(correction.model_copy(update={"amount_kopecks": -1}))
    town.run("2026-11")
    town.publish("2026-11")
    assert town.bill().recalculations == []
    assert [line.amount_kopecks for line in town.bill(period="2026-11").recalculations] == [-1_500]


@pytest.mark.req("S4", "M4.1.12", "B7")
def test_a_debtor_sees_the_notice_its_deadline_and_the_debts_kept_apart(town: Town) -> None:
    debts = ReferenceDebts(penalty_kopecks=100, court_kopecks=0, duty_kopecks=200_000, restriction_kopecks=163_000)
    notice = NoticeRequest(
        account_number=ONE, delivered_on=date(2026, 11, 1), channel="заказное письмо", idempotency_key="key-00002"
    )
    due = town.overview().due_kopecks
    with town.as_accountant():
        shown = town.billing.set_other_debts(OtherDebts(account_number=ONE, debts=debts))
        issued = town.billing.issue_notice(notice)
        assert town.billing.issue_notice(notice) == issued
    assert shown.debts == debts and shown.due_kopecks == due, "never mixed with energy"
    assert (issued.debt_kopecks, issued.deadline) == (due, date(2026, 11, 21))
    overview = town.overview()
    assert overview.days_left == 16 and overview.notice == issued
    assert overview.projected_penalty_kopecks > 0
    assert town.rows("select count(*) from outbox where type = 'billing.restriction_notice_issued.v1'")[0][0] == 1
    town.hear(paid(due, at(11, 5, 2026)))
    assert town.overview().notice is None, "paid in full"


@pytest.mark.req("S4")
def test_a_small_debt_gives_no_ground_for_a_notice(town: Town) -> None:
    town.hear(paid(town.overview().due_kopecks - 1, at(11, 1, 2026)))
    request = NoticeRequest(
        account_number=ONE, delivered_on=date(2026, 11, 2), channel="лично", idempotency_key="key-00003"
    )
    with town.as_accountant(), pytest.raises(Refusal, match="bad_request") as refused:
        town.billing.issue_notice(request)
    assert refused.value.details == {"threshold_kopecks": 2 * 138 * 832, "debt_kopecks": 1}


@pytest.mark.req("B3")
def test_every_payment_is_found_in_the_ledger_by_its_id(town: Town) -> None:
    town.hear(paid(100, at(10, 12, 2026), "p-77"))
    assert town.rows("select amount_kopecks from ledger where source = :s and source_ref = 'p-77'", s=PAYMENT) == [
        (-100,)
    ]


@pytest.mark.req("B9")
def test_whatever_changes_a_debt_is_told_with_what_is_owed_now(town: Town) -> None:
    announcing.announce_debts(call(town.database))
    before = len(debt_changes(town))
    town.hear(paid(12_345, at(10, 12, 2026)))
    town.hear(paid(1_000_000_000, at(10, 13, 2026), "p-much"))
    announcing.announce_debts(call(town.database))
    announcing.announce_debts(call(town.database))
    (event,) = debt_changes(town)[before:]
    assert [(one.account_number, one.due_kopecks) for one in event.debts] == [(ONE, 0)], "overpaid is nothing due"
    town.hear(refunded(1_000_000_000, at(10, 14, 2026), "r-1", "p-much"))
    announcing.announce_debts(call(town.database))
    newer = debt_changes(town)[-1]
    assert newer.version > event.version
    assert newer.debts[0].due_kopecks == town.overview().due_kopecks


def debt_changes(town: Town) -> list[DebtsChanged]:
    bodies = town.rows("select body from outbox where type = :type order by seq", type=DebtsChanged.TYPE)
    return [DebtsChanged.model_validate_json(body) for (body,) in bodies]
