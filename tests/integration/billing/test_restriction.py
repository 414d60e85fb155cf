"""The way of a debtor from the threshold to the reconnection, and the ways out of it (ПП 354, п. 117-121)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.errors import Refusal
from contracts.bill import ReferenceDebts
from contracts.billing import (
    AgreementPart,
    AgreementRequest,
    Correction,
    DebtorQuery,
    NoticeRequest,
    NoticeSending,
    OtherDebts,
    RestrictionCase,
    RestrictionStep,
)
from contracts.wire import AccountRef
from tests.support.billing_town import ONE, TWO, Town, paid

pytestmark = pytest.mark.req("S4")
THRESHOLD = 2 * 138 * 832
_keys = iter(range(10_000))


def key() -> str:
    return f"restriction-{next(_keys)}"


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def send(town: Town, **more: Any) -> RestrictionCase:
    asked = {"account_number": ONE, "sent_on": date(2026, 11, 5), "channel": "заказное письмо"} | more
    with town.as_accountant():
        return town.billing.send_notice(NoticeSending(idempotency_key=key(), **asked))


def step(town: Town, what: Any, day: date, note: str = "") -> RestrictionCase:
    asked = RestrictionStep(account_number=ONE, step=what, happened_on=day, note=note, idempotency_key=key())
    with town.as_accountant():
        first = town.billing.record_step(asked)
        assert town.billing.record_step(asked) == first, "a repetition changes nothing"
    return first


def refused(town: Town, what: Any, day: date) -> str:
    with pytest.raises(Refusal, match="bad_request") as caught:
        step(town, what, day)
    return str(caught.value.field)


def case(town: Town) -> RestrictionCase:
    return town.billing.get_restriction(AccountRef(account_number=ONE))


def stages(town: Town, stage: Any) -> list[str]:
    return [one.account_number for one in town.billing.list_debtors(DebtorQuery(stage=stage)).debtors]


def test_from_the_threshold_to_the_reconnection(town: Town) -> None:
    before = case(town)
    assert (before.stage, before.threshold_kopecks, before.next_steps) == ("over_threshold", THRESHOLD, [])
    assert stages(town, "over_threshold") == [ONE, TWO]
    sent = send(town)
    assert (sent.stage, sent.deadline, town.overview().notice) == ("notice_sent", None, None)
    assert town.count("outbox where type = 'billing.restriction_notice_issued.v1'") == 0, "no term runs yet"
    town.clock.moment = at(11, 8)
    after = step(town, "delivered", date(2026, 11, 7), "РПО 24800012345678")
    assert (after.stage, after.deadline) == ("notice_delivered", date(2026, 11, 27))
    assert after.note == "07.11.2026 РПО 24800012345678"
    assert town.count("outbox where type = 'billing.restriction_notice_issued.v1'") == 1
    assert town.overview().days_left == 19
    assert refused(town, "restricted", date(2026, 11, 8)) == "step"
    town.clock.moment = at(11, 28)
    assert case(town).stage == "expired" and stages(town, "expired") == [ONE]
    assert refused(town, "restricted", date(2026, 11, 27)) == "step", "the last day of the term is the debtor's"
    assert refused(town, "restricted", date(2026, 11, 29)) == "happened_on", "not in the future"
    cut = step(town, "restricted", date(2026, 11, 28), "акт 5")
    assert (cut.stage, cut.suspension_on) == ("restricted", date(2026, 12, 8))
    town.clock.moment = at(12, 8)
    assert case(town).stage == "suspended"
    assert refused(town, "settled", date(2026, 12, 8)) == "happened_on", "nothing was paid"
    town.hear(paid(town.overview().due_kopecks, at(12, 8, 7)))
    shown = town.overview().notice
    assert shown and shown.stage == "suspended", "payment alone does not switch the light on"
    assert step(town, "settled", date(2026, 12, 8)).reconnect_by == date(2026, 12, 10)
    assert stages(town, "reconnection_due") == [ONE]
    closed = step(town, "reconnected", date(2026, 12, 8), "акт 6")
    assert closed.stage == "closed" and town.overview().notice is None


def test_costs_of_the_restriction_are_paid_before_the_reconnection(town: Town) -> None:
    send(town)
    step(town, "delivered", date(2026, 11, 5))
    town.clock.moment = at(11, 28)
    step(town, "restricted", date(2026, 11, 27))
    town.hear(paid(town.overview().due_kopecks, at(11, 28, 7)))
    costs = ReferenceDebts(penalty_kopecks=0, court_kopecks=0, duty_kopecks=0, restriction_kopecks=500_000)
    with town.as_accountant():
        town.billing.set_other_debts(OtherDebts(account_number=ONE, debts=costs))
        too_much = costs.model_copy(update={"restriction_kopecks": 500_001})
        with pytest.raises(Refusal, match="bad_request") as caught:
            town.billing.set_other_debts(OtherDebts(account_number=ONE, debts=too_much))
    assert caught.value.details == {"cap_kopecks": 500_000}
    assert refused(town, "settled", date(2026, 11, 28)) == "step"
    with town.as_accountant():
        nothing = costs.model_copy(update={"restriction_kopecks": 0})
        town.billing.set_other_debts(OtherDebts(account_number=ONE, debts=nothing))
    assert step(town, "settled", date(2026, 11, 28)).stage == "reconnection_due"


def test_the_debt_of_the_notice_paid_in_parts_closes_it_for_good(town: Town) -> None:
    debt = send(town).notice_kopecks
    assert debt is not None
    step(town, "delivered", date(2026, 11, 5))
    town.run()
    town.publish()
    town.hear(paid(debt - 1, at(11, 20)))
    town.clock.moment = at(12, 1)
    assert case(town).stage == "expired"
    assert town.overview().due_kopecks > 1, "the bill that came since is a debt of its own"
    town.hear(paid(1, at(11, 24), "p-2"))
    assert case(town).stage in ("closed", "over_threshold") and town.overview().notice is None
    assert refused(town, "restricted", date(2026, 11, 30)) == "step"


def test_a_payment_of_the_same_morning_is_not_counted_twice(town: Town) -> None:
    town.hear(paid(10_000, at(11, 5, 5)))
    debt = send(town).notice_kopecks
    assert debt == town.overview().due_kopecks
    town.hear(paid(debt - 5_000, at(11, 5, 8), "p-2"))
    assert case(town).stage == "notice_sent"


def test_a_correction_that_takes_the_debt_off_closes_the_notice(town: Town) -> None:
    debt = send(town).notice_kopecks
    assert debt is not None
    step(town, "delivered", date(2026, 11, 5))
    town.clock.moment = at(11, 6)
    correction = Correction(account_number=ONE, amount_kopecks=-debt, ground="ошибка прибора", idempotency_key=key())
    with town.as_accountant():
        town.billing.post_correction(correction)
    assert case(town).stage == "closed"


def test_a_withdrawn_notice_is_over_and_another_one_may_follow(town: Town) -> None:
    send(town)
    with pytest.raises(Refusal, match="bad_request"):
        send(town)
    assert step(town, "withdrawn", date(2026, 11, 5), "ошибочный адрес").stage == "over_threshold"
    assert send(town).stage == "notice_sent"


def test_an_agreement_that_is_kept_closes_the_notice_and_leaves_no_ground(town: Town) -> None:
    with town.as_accountant():
        town.billing.issue_notice(
            NoticeRequest(
                account_number=ONE, delivered_on=date(2026, 11, 4), channel="лично", idempotency_key="key-00002"
            )
        )
    half = town.overview().due_kopecks // 2
    parts = [AgreementPart(due_on=day, amount_kopecks=half) for day in (date(2026, 12, 1), date(2027, 1, 1))]
    asked = AgreementRequest(
        account_number=ONE, number="12-р", agreed_on=date(2026, 11, 5), parts=parts, idempotency_key=key()
    )
    with town.as_accountant():
        agreed = town.billing.record_agreement(asked)
        assert town.billing.record_agreement(asked) == agreed
        with pytest.raises(Refusal) as caught:
            town.billing.record_agreement(asked.model_copy(update={"idempotency_key": key()}))
        assert caught.value.field == "number"
    assert agreed.state == "kept" and case(town).stage == "closed" and town.overview().notice is None
    with pytest.raises(Refusal) as caught:
        send(town)
    assert "рассрочке" in caught.value.message
    assert stages(town, "over_threshold") == [TWO]
    town.clock.moment = at(12, 2)
    assert case(town).stage == "over_threshold", "the first part did not come"
    town.hear(paid(half, at(12, 1)))
    kept = case(town)
    assert kept.agreement and kept.agreement.state == "kept" and kept.agreement.required_kopecks == half
    assert kept.stage == "closed"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreed_on": date(2026, 11, 6)}, "agreed_on"),
        ({"parts": [AgreementPart(due_on=date(2026, 11, 5), amount_kopecks=100)]}, "parts"),
        ({"parts": [AgreementPart(due_on=date(2026, 12, 5), amount_kopecks=10**9)]}, "parts"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(town: Town, changes: dict[str, Any], field: str) -> None:
    asked = {
        "number": "1",
        "agreed_on": date(2026, 11, 5),
        "parts": [AgreementPart(due_on=date(2026, 12, 5), amount_kopecks=100)],
    } | changes
    with town.as_accountant(), pytest.raises(Refusal, match="bad_request") as caught:
        town.billing.record_agreement(AgreementRequest(account_number=ONE, idempotency_key=key(), **asked))
    assert caught.value.field == field


def test_a_debtor_s_bill_carries_the_stage(town: Town) -> None:
    send(town, sent_on=date(2026, 11, 1))
    town.run()
    town.publish()
    assert town.bill().notice is None, "not delivered yet"
    step(town, "delivered", date(2026, 11, 5))
    town.clock.moment = at(12, 5)
    town.run("2026-11")
    town.publish("2026-11")
    notice = town.bill(period="2026-11").notice
    assert notice and (notice.stage, notice.deadline) == ("expired", date(2026, 11, 25))
