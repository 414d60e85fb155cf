"""The list of debtors: chosen, ordered, exported with a record; notices to many in one go."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from chassis.service.bindings import Call
from contracts.audit import AuditQuery
from contracts.bill import ReferenceDebts
from contracts.billing import (
    AgreementPart,
    AgreementRequest,
    DebtExport,
    DebtList,
    DebtListQuery,
    DebtRefresh,
    NoticeBatch,
    NoticeBatchRef,
    NoticeBatchRequest,
    NoticeItemsQuery,
    OtherDebts,
)
from contracts.wire import AccountRef, Nothing
from services.billing.debtors.working import work_notices
from services.billing.reports.making import make_reports
from tests.support.billing_town import ACCOUNTANT, ONE, TWO, Town, paid

pytestmark = pytest.mark.req("S4", "S5")
_keys = iter(range(10_000))


def key() -> str:
    return f"debt-list-{next(_keys)}"


def call(town: Town) -> Call[Any]:
    system = Caller(role="system")
    return Call(database=town.database, clock=town.clock, caller=system, dependencies=town.billing.dependencies)


def made(town: Town) -> None:
    with town.as_accountant():
        town.billing.refresh_debts(DebtRefresh(idempotency_key=key()))
    make_reports(call(town))


def listed(town: Town, **choice: Any) -> DebtList:
    with town.as_accountant():
        return town.billing.list_debts(DebtListQuery(**choice))


def numbers(town: Town, **choice: Any) -> list[str]:
    return [line.account_number for line in listed(town, **choice).lines]


def batch(town: Town, **choice: Any) -> NoticeBatch:
    with town.as_accountant():
        return town.billing.start_notices(
            NoticeBatchRequest(channel="заказное письмо", sent_on=date(2026, 11, 5), idempotency_key=key(), **choice)
        )


def worked(town: Town, one: NoticeBatch) -> NoticeBatch:
    work_notices(call(town))
    with town.as_accountant():
        return town.billing.get_notices(NoticeBatchRef(batch_id=one.batch_id))


def outcomes(town: Town, one: NoticeBatch) -> dict[str, str]:
    with town.as_accountant():
        found = town.billing.list_notice_items(NoticeItemsQuery(batch_id=one.batch_id))
    return {item.account_number: item.outcome for item in found.items}


def test_the_list_is_chosen_ordered_and_says_what_is_owed_now(town: Town) -> None:
    assert listed(town).as_of is None, "there is none before somebody asks for it"
    with town.as_accountant():
        begun = town.billing.refresh_debts(DebtRefresh(idempotency_key=key()))
        again = town.billing.refresh_debts(DebtRefresh(idempotency_key=key()))
    assert begun.report_id == again.report_id, "it is made once at a time"
    assert listed(town).making
    make_reports(call(town))
    everybody = listed(town)
    debts = {line.account_number: line.debt_kopecks for line in everybody.lines}
    assert (everybody.count, everybody.total_kopecks) == (len(debts), sum(debts.values()))
    assert [line.debt_kopecks for line in everybody.lines] == sorted(debts.values(), reverse=True)
    assert set(debts) >= {ONE, TWO} and numbers(town, order="account") == sorted(debts)
    ages = [line.months for line in listed(town, order="age").lines]
    assert ages == sorted(ages, reverse=True) and ages[0] >= 1
    assert everybody.lines[0].meters and everybody.lines[0].stage == "over_threshold"

    least = max(debts.values())
    assert set(numbers(town, least_kopecks=least)) == {n for n, d in debts.items() if d == least}
    assert numbers(town, most_kopecks=0) == numbers(town, district="999") == numbers(town, least_months=1200) == []
    assert len(numbers(town, size=1)) == 1 and listed(town, size=1).more
    assert numbers(town, size=1, page=1) == [everybody.lines[1].account_number]

    town.hear(paid(debts[ONE], datetime(2026, 11, 5, 5, tzinfo=UTC)))
    line = next(line for line in listed(town).lines if line.account_number == ONE)
    assert (line.debt_kopecks, line.now_kopecks) == (debts[ONE], 0), "the list stands, the present debt is told beside"


def test_court_instalments_and_notices_are_chosen_by(town: Town) -> None:
    debt = listed_debt(town, TWO)
    with town.as_accountant():
        sums = ReferenceDebts(penalty_kopecks=0, court_kopecks=70_000, duty_kopecks=4_000, restriction_kopecks=0)
        town.billing.set_other_debts(OtherDebts(account_number=ONE, debts=sums))
        parts = [AgreementPart(due_on=date(2026, 12, 1), amount_kopecks=debt)]
        town.billing.record_agreement(
            AgreementRequest(
                account_number=TWO, number="1-р", agreed_on=date(2026, 11, 5), parts=parts, idempotency_key=key()
            )
        )
    assert numbers(town, in_court=True) == [ONE] and ONE not in numbers(town, in_court=False)
    assert numbers(town, agreement=True) == [TWO] and TWO not in numbers(town, agreement=False)
    assert numbers(town, notified=True) == []
    found = {line.account_number: line for line in listed(town).lines}
    assert (found[ONE].court_kopecks, found[ONE].duty_kopecks, found[TWO].agreement) == (70_000, 4_000, "kept")


def listed_debt(town: Town, number: str) -> int:
    made(town)
    return next(line.debt_kopecks for line in listed(town).lines if line.account_number == number)


def test_a_file_that_leaves_the_portal_is_in_the_trail(town: Town) -> None:
    made(town)
    with town.as_accountant():
        file = town.billing.export_debts(DebtExport(reader="bailiffs", district="180"))
    with entered(Context(caller=Caller("1", "administrator"))):
        [entry] = town.billing.list_audit(AuditQuery(actions=["export_debtors"])).entries
    assert entry.details == {"reader": "bailiffs", "accounts": str(file.count), "district": "180"}
    assert (entry.actor_id, [line.account_number for line in file.lines]) == ("7", numbers(town, order="account"))


def test_notices_to_many_are_judged_confirmed_and_recorded_one_by_one(town: Town) -> None:
    made(town)
    asked = batch(town)
    assert (asked.state, asked.accounts) == ("judging", listed(town).count)
    town.hear(paid(listed_debt_now(town, TWO), datetime(2026, 11, 5, 5, tzinfo=UTC), number=TWO))
    ready = worked(town, asked)
    found = outcomes(town, ready)
    assert (ready.state, found[ONE], found[TWO]) == ("ready", "fit", "no_ground")
    assert town.count("notices") == 0, "nothing is recorded before somebody confirms"
    with entered(Context(caller=Caller("8", "accountant"))):
        for _ in range(2):
            assert town.billing.confirm_notices(NoticeBatchRef(batch_id=ready.batch_id)).state == "sending"
    done = worked(town, ready)
    sent = [number for number, outcome in found.items() if outcome == "fit"]
    assert (done.state, done.outcomes["sent"], done.notice_days) == ("done", len(sent), 20)
    assert town.count("notices") == len(sent)
    with town.as_accountant():
        case = town.billing.get_restriction(AccountRef(account_number=ONE))
    assert (case.stage, case.channel, case.sent_on) == ("notice_sent", "заказное письмо", date(2026, 11, 5))
    with entered(Context(caller=Caller("1", "administrator"))):
        trail = town.billing.list_audit(AuditQuery(actions=["send_notice"])).entries
    assert {(entry.actor_id, entry.account_number) for entry in trail} == {("8", number) for number in sent}

    town.clock.moment += timedelta(minutes=1)
    second = worked(town, batch(town))
    assert outcomes(town, second)[ONE] == "under_way", "a notice in force is not sent again"
    with town.as_accountant():
        listing = town.billing.list_notice_batches(Nothing()).batches
    assert [one.batch_id for one in listing] == [second.batch_id, done.batch_id]


def listed_debt_now(town: Town, number: str) -> int:
    return next(line.now_kopecks for line in listed(town).lines if line.account_number == number)


def test_what_is_paid_between_the_look_and_the_confirmation_gets_no_notice(town: Town) -> None:
    made(town)
    ready = worked(town, batch(town))
    town.clock.moment += timedelta(minutes=1)
    town.hear(paid(listed_debt_now(town, ONE), town.clock.now()))
    with town.as_accountant():
        town.billing.confirm_notices(NoticeBatchRef(batch_id=ready.batch_id))
    worked(town, ready)
    assert outcomes(town, ready)[ONE] == "no_ground"


def test_a_batch_is_withdrawn_until_it_is_confirmed(town: Town) -> None:
    with pytest.raises(Refusal, match="bad_request"):
        batch(town)
    made(town)
    with pytest.raises(Refusal, match="bad_request"):
        batch(town, district="999")
    one = batch(town)
    ref = NoticeBatchRef(batch_id=one.batch_id)
    with entered(Context(caller=ACCOUNTANT)):
        with pytest.raises(Refusal, match="batch_not_possible"):
            town.billing.confirm_notices(ref)
        assert town.billing.withdraw_notices(ref).state == "withdrawn"
        with pytest.raises(Refusal, match="batch_not_possible"):
            town.billing.confirm_notices(ref)
        with pytest.raises(Refusal, match="batch_not_found"):
            town.billing.get_notices(NoticeBatchRef(batch_id="nothing"))
    assert worked(town, one).state == "withdrawn" and town.count("notices") == 0
