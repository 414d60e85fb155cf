"""Instalment agreements and their offer on the bill, on «Главная» and in the month's penalty."""

from datetime import UTC, date, datetime

import pytest

from contracts.billing import Agreement, AgreementPart, AgreementRequest, PenaltyForecast
from contracts.wire import AccountRef
from tests.support.billing_town import ONE, Town, account, meter, months, paid, read

pytestmark = pytest.mark.req("S4")


def agree(town: Town, kopecks: int, due_on: date = date(2027, 6, 15)) -> Agreement:
    request = AgreementRequest(
        account_number=ONE,
        number="Р-1",
        agreed_on=date(2026, 11, 10),
        parts=[AgreementPart(due_on=due_on, amount_kopecks=kopecks)],
        idempotency_key="agreement-1",
    )
    with town.as_accountant():
        return town.billing.record_agreement(request)


def forecast(town: Town) -> PenaltyForecast:
    return town.billing.forecast_penalty(AccountRef(account_number=ONE))


def month(town: Town, period: str, day: datetime) -> None:
    town.clock.moment = day
    town.run(period)
    town.publish(period)


def test_what_a_kept_agreement_defers_bears_no_penalty_and_the_bill_shows_it(town: Town) -> None:
    month(town, "2026-10", datetime(2026, 11, 5, 6, tzinfo=UTC))
    october = town.bill()
    assert october.penalty and october.agreement is None
    owed = town.overview().debts.penalty_kopecks
    town.clock.moment = datetime(2026, 11, 12, 6, tzinfo=UTC)
    agree(town, october.total_kopecks)
    overview = town.overview()
    assert overview.instalment and (overview.instalment.number, overview.instalment.state) == ("Р-1", "kept")
    assert overview.projected_penalty_kopecks == forecast(town).days[0].kopecks

    month(town, "2026-11", datetime(2026, 12, 5, 6, tzinfo=UTC))
    november = town.bill(period="2026-11")
    assert november.penalty is None, "all of the debt is deferred, and November's own charge is not late"
    assert november.debts.penalty_kopecks == owed
    assert november.agreement
    assert [part.amount_kopecks for part in november.agreement.parts] == [october.total_kopecks]
    assert (november.agreement.state, november.agreement.required_kopecks) == ("kept", 0)


def test_a_current_bill_that_is_not_paid_breaks_the_agreement_and_its_penalty_counts_again(town: Town) -> None:
    month(town, "2026-10", datetime(2026, 11, 5, 6, tzinfo=UTC))
    town.clock.moment = datetime(2026, 11, 12, 6, tzinfo=UTC)
    agree(town, town.bill().total_kopecks)
    month(town, "2026-11", datetime(2026, 12, 5, 6, tzinfo=UTC))
    month(town, "2026-12", datetime(2027, 1, 5, 6, tzinfo=UTC))
    december = town.bill(period="2026-12")
    assert december.penalty and december.penalty.charged_kopecks > 0
    assert december.agreement and december.agreement.state == "broken"
    assert town.overview().instalment_offer is None


def test_an_agreement_whose_debt_is_paid_is_shown_no_more(town: Town) -> None:
    month(town, "2026-10", datetime(2026, 11, 5, 6, tzinfo=UTC))
    town.clock.moment = datetime(2026, 11, 12, 6, tzinfo=UTC)
    kopecks = town.bill().total_kopecks
    agree(town, kopecks)
    town.hear(paid(kopecks - 1, datetime(2026, 11, 12, 7, tzinfo=UTC)))
    assert town.overview().instalment
    town.hear(paid(kopecks, datetime(2026, 11, 12, 8, tzinfo=UTC), "p-2"))
    assert town.overview().instalment is None


def test_a_month_far_above_the_one_of_a_year_ago_offers_instalments(empty_town: Town) -> None:
    town = empty_town
    town.load(
        accounts=[account()],
        meters=[meter()],
        readings=[read(12345, "2026-09-20")],
        charges=months([100, *[200] * 11]),
    )
    month(town, "2026-10", datetime(2026, 11, 5, 6, tzinfo=UTC))
    bill = town.bill()
    assert bill.instalment_offer
    assert (bill.instalment_offer.year_ago_kopecks, bill.instalment_offer.percent) == (74_800, 25)
    assert bill.instalment_offer.charged_kopecks == bill.charged_kopecks > 74_800 * 1.25
    assert town.overview().instalment_offer == bill.instalment_offer
    town.hear(paid(bill.total_kopecks, datetime(2026, 11, 6, tzinfo=UTC)))
    assert town.overview().instalment_offer is None, "nothing is due"
