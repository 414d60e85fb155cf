"""A change of owner: what was owed stays with whom it was made, and the new owner begins at nothing."""

from datetime import UTC, date, datetime

import pytest

from chassis.errors import Refusal
from contracts.audit import AuditQuery
from contracts.bill import ReferenceDebts
from contracts.billing import (
    ClosedAccountsQuery,
    Correction,
    FormerOwnerPayment,
    OtherDebts,
    OwnerChange,
    OwnerTerms,
    RenamedQuery,
)
from contracts.wire import AccountRef
from tests.support.billing_town import HEADS, ONE, TWO, Town, account, paid, read

pytestmark = pytest.mark.req("S4", "M4.1.12")
SINCE = date(2026, 11, 3)


@pytest.fixture
def october(town: Town) -> Town:
    """October's bill is out: the household is in arrears and bears penalties."""
    town.run()
    town.publish()
    return town


def change(town: Town, since: date = SINCE, name: str = "Петров Пётр", key: str = "owner-0001") -> OwnerTerms:
    with town.as_accountant():
        return town.billing.change_owner(
            OwnerChange(
                account_number=ONE,
                since=since,
                full_name=name,
                ground="выписка ЕГРН от 03.11.2026",
                idempotency_key=key,
            )
        )


def owners(town: Town) -> OwnerTerms:
    with town.as_accountant():
        return town.billing.list_owners(AccountRef(account_number=ONE))


def test_debt_and_penalty_stay_with_the_former_owner(october: Town) -> None:
    town = october
    debt, penalty = town.bill().total_kopecks, town.overview().debts.penalty_kopecks
    assert debt > 0 and penalty > 0
    answer = change(town)
    assert change(town) == answer
    present, former = answer.terms
    assert (present.full_name, present.since, present.debt_kopecks, present.penalty_kopecks) == (
        "Петров Пётр",
        SINCE,
        0,
        0,
    )
    assert (former.full_name, former.until, former.debt_kopecks, former.penalty_kopecks) == (
        "Иванова Мария",
        date(2026, 11, 2),
        debt,
        penalty,
    )
    overview = town.overview()
    assert (overview.due_kopecks, overview.debts.penalty_kopecks, overview.projected_penalty_kopecks) == (0, 0, 0)
    assert town.rows("select subject from outbox where type = 'billing.owner_changed.v1'") == [(ONE,)]
    assert town.billing.list_audit(AuditQuery()).entries[0].action == "change_owner"


def test_the_new_owner_bears_no_penalty_on_the_former_ones_debt(october: Town) -> None:
    town = october
    change(town)
    for period, day in (
        ("2026-11", datetime(2026, 12, 5, 6, tzinfo=UTC)),
        ("2026-12", datetime(2027, 1, 5, 6, tzinfo=UTC)),
    ):
        town.clock.moment = day
        town.run(period)
        town.publish(period)
    november, december = town.bill(period="2026-11"), town.bill(period="2026-12")
    assert november.subscriber.full_name == "Петров Пётр"
    assert november.total_kopecks == november.charged_kopecks, "only November's own charge"
    assert [line.amount_kopecks for line in november.recalculations] == [-november.opening_kopecks]
    assert november.penalty is None
    assert december.penalty is None, "November's charge is late by less than 30 days"
    assert december.debts.penalty_kopecks == 0


def test_money_of_the_former_owner_after_the_change_is_his(october: Town) -> None:
    debt = change(october).terms[1].debt_kopecks
    payment = FormerOwnerPayment(
        account_number=ONE, since=SINCE, amount_kopecks=1_000, paid_on=date(2026, 11, 5), operation="п/п 5"
    )
    with october.as_accountant():
        october.billing.post_former_payment(payment)
        answer = october.billing.post_former_payment(payment)
    assert answer.terms[1].debt_kopecks == debt - 1_000
    assert october.overview().due_kopecks == 0
    with october.as_accountant(), pytest.raises(Refusal, match="account_not_found"):
        october.billing.post_former_payment(payment.model_copy(update={"since": date(2026, 11, 4)}))


def test_money_before_the_day_is_the_former_owners_and_after_it_the_new_ones(october: Town) -> None:
    debt = october.overview().due_kopecks
    october.hear(
        paid(700, datetime(2026, 11, 2, 9, tzinfo=UTC)), paid(900, datetime(2026, 11, 4, 9, tzinfo=UTC), "p-2")
    )
    terms = change(october).terms
    assert (terms[0].debt_kopecks, terms[1].debt_kopecks) == (-900, debt - 700)


def test_court_and_other_debts_move_too(october: Town) -> None:
    stated = ReferenceDebts(penalty_kopecks=0, court_kopecks=5_000, duty_kopecks=200, restriction_kopecks=0)
    with october.as_accountant():
        october.billing.set_other_debts(OtherDebts(account_number=ONE, debts=stated))
    entries = {entry.kind: entry.amount_kopecks for entry in change(october).terms[1].entries}
    assert (entries["court"], entries["duty"], "restriction" in entries) == (5_000, 200, False)
    debts = october.overview().debts
    assert (debts.court_kopecks, debts.duty_kopecks) == (0, 0)


@pytest.mark.parametrize("since", [date(2026, 11, 6), date(2015, 1, 1)])
def test_a_day_that_cannot_be_is_refused(october: Town, since: date) -> None:
    with pytest.raises(Refusal) as refused:
        change(october, since)
    assert refused.value.field == "since"


def test_a_change_waits_for_the_bill_of_the_month_before(town: Town) -> None:
    with pytest.raises(Refusal, match="period_not_open"):
        change(town)
    assert town.count("account_terms") == 0


def test_a_second_change_divides_again(october: Town) -> None:
    change(october)
    october.clock.moment = datetime(2026, 12, 8, 6, tzinfo=UTC)
    october.run("2026-11")
    october.publish("2026-11")
    again = change(october, date(2026, 12, 7), "Сидоров Сидор", "owner-0002")
    assert [term.full_name for term in again.terms] == ["Сидоров Сидор", "Петров Пётр", "Иванова Мария"]
    assert [term.since for term in again.terms] == [date(2026, 12, 7), SINCE, None]
    assert again.terms[1].debt_kopecks == october.bill(period="2026-11").total_kopecks
    assert owners(october) == again
    with pytest.raises(Refusal):
        change(october, SINCE, "Никто", "owner-0003")


def test_a_name_that_a_file_has_changed_is_on_the_desks_list_until_the_owner_is_recorded(october: Town) -> None:
    october.load(accounts=[account(name="Петров Пётр"), account(TWO)])
    with october.as_accountant():
        (renamed,) = october.billing.list_renamed(RenamedQuery()).accounts
    assert (renamed.account_number, renamed.was, renamed.now) == (ONE, "Иванова Мария", "Петров Пётр")
    change(october)
    with october.as_accountant():
        assert october.billing.list_renamed(RenamedQuery()).accounts == []


def test_a_closed_account_that_owes_is_listed_and_says_so(october: Town) -> None:
    october.load(accounts=[account(closed_on="2026-10-31"), account(TWO)])
    overview = october.overview()
    assert (overview.closes_on, overview.closed) == (date(2026, 10, 31), True)
    assert (october.overview(TWO).closes_on, october.overview(TWO).closed) == (None, False)
    with october.as_accountant():
        (one,) = october.billing.list_closed_accounts(ClosedAccountsQuery()).accounts
        assert october.billing.list_closed_accounts(ClosedAccountsQuery(district="181")).accounts == []
    assert (one.account_number, one.balance_kopecks, one.last_bill) == (ONE, overview.due_kopecks, "2026-10")
    assert one.penalty_kopecks == overview.debts.penalty_kopecks > 0


def test_a_file_with_the_former_name_does_not_undo_the_change(october: Town) -> None:
    town = october
    change(town)
    assert town.load(accounts=[account(), account(TWO)])["accounts"] == 0
    assert owners(town).terms[0].full_name == "Петров Пётр"
    (said,) = [said for said in town.said if "имя не изменено" in said]
    assert said.startswith("accounts.csv, строка 2, поле full_name") and "Иванова Мария" in said


def test_a_later_line_gives_the_name_that_it_has(october: Town) -> None:
    town = october
    change(town)
    head = HEADS["accounts"] + ",effective_from"
    town.write("accounts", [account(name="Петров Пётр Ильич") + ",2026-11-05"], head)
    assert town.load()["accounts"] == 1
    assert owners(town).terms[0].full_name == "Петров Пётр Ильич"
    assert not any("имя не изменено" in said for said in town.said)


def november(town: Town) -> None:
    town.clock.moment = datetime(2026, 12, 5, 6, tzinfo=UTC)
    town.run("2026-11")
    town.publish("2026-11")


@pytest.mark.req("S8")
def test_money_that_came_before_the_change_and_is_known_later_is_the_former_owners(october: Town) -> None:
    """ГК ст. 210, F8: a register of the bank that comes after the act is no gift to the new owner."""
    debt = change(october).terms[1].debt_kopecks
    october.load(credits=[f"{ONE},2026-11-02,70000,Почта России,K-1", f"{ONE},2026-11-04,90000,Почта России,K-2"])
    november(october)
    bill = october.bill(period="2026-11")
    assert (bill.paid_kopecks, bill.total_kopecks) == (160_000, bill.charged_kopecks - 90_000)
    terms = owners(october).terms
    assert (terms[0].debt_kopecks, terms[1].debt_kopecks) == (bill.total_kopecks, debt - 70_000)
    november(october)
    assert owners(october).terms == terms, "moved once"


@pytest.mark.req("S8")
def test_a_late_reading_of_the_former_owners_month_changes_his_debt_alone(october: Town) -> None:
    """October was billed by the average, 208 kWh; a reading of 20.10 says that 100 were used."""
    town = october
    debt = change(town).terms[1].debt_kopecks
    town.load(readings=[read(12_445, "2026-10-20")])
    november(town)
    bill = town.bill(period="2026-11")
    back = sum(line.amount_kopecks for line in bill.recalculations if line.settles == "2026-10")
    assert back < 0
    assert bill.total_kopecks == bill.charged_kopecks, "the new owner's month alone"
    assert owners(town).terms[1].debt_kopecks == debt + back
    (stays,) = [line for line in bill.recalculations if line.amount_kopecks == -back]
    assert stays.ground == "перерасчёт за месяцы прежнего собственника: остаётся за прежним собственником"


@pytest.mark.req("S8")
def test_a_correction_of_the_former_owners_month_is_his(october: Town) -> None:
    town = october
    debt = change(town).terms[1].debt_kopecks
    wanted = Correction(
        account_number=ONE,
        amount_kopecks=-74_800,
        ground="Акт сверки № 3",
        month="2026-09",
        zone="one",
        volume=-100,
        idempotency_key="key-00001",
    )
    with town.as_accountant():
        town.billing.post_correction(wanted)
    november(town)
    bill = town.bill(period="2026-11")
    assert bill.total_kopecks == bill.charged_kopecks
    assert owners(town).terms[1].debt_kopecks == debt - 74_800


def test_two_changes_of_one_month_divide_the_debt_once(october: Town) -> None:
    town = october
    debt = change(town).terms[1].debt_kopecks
    assert debt
    town.clock.moment = datetime(2026, 11, 20, 6, tzinfo=UTC)
    terms = change(town, date(2026, 11, 18), "Сидоров Сидор", "owner-0002").terms
    assert [term.debt_kopecks for term in terms] == [0, 0, debt]
    november(town)
    assert town.bill(period="2026-11").total_kopecks == town.bill(period="2026-11").charged_kopecks


def test_a_revision_of_the_former_owners_bill_is_his(october: Town) -> None:
    town = october
    debt = change(town).terms[1].debt_kopecks
    town.load(readings=[read(12_445, "2026-10-20")])
    before = town.bill().total_kopecks
    town.run()
    town.publish()
    less = before - town.bill().total_kopecks
    assert less > 0
    assert [term.debt_kopecks for term in owners(town).terms] == [0, debt - less]


def test_a_notice_of_before_the_change_is_not_the_new_owners(october: Town) -> None:
    """The debt that it names stayed with the former owner; the desk still has the case."""
    town = october
    town.load(notices=[f"{ONE},2026-11-01,заказное письмо,100000"])
    assert town.overview().notice is not None
    change(town)
    # The new owner owes again before the term of the notice is over.
    with town.as_accountant():
        town.billing.post_correction(
            Correction(account_number=ONE, amount_kopecks=300_000, ground="Акт № 5", idempotency_key="key-00001")
        )
        assert town.billing.get_restriction(AccountRef(account_number=ONE)).sent_on == date(2026, 11, 1)
    assert town.overview().due_kopecks > 0 and town.overview().notice is None
    november(town)
    assert town.bill(period="2026-11").notice is None
