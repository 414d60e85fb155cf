"""Money of other channels in the ledger, and what is reported to payments of the ledger's money."""

import json
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest

from contracts.billing import ChannelCredit
from contracts.registers import CreditReceived, CreditReleased
from contracts.wire import Interval
from services.billing.ledger.channels import CreditContradicts
from services.billing.ledger.news import publish_batch
from tests.support.billing_town import ONE, TWO, Town, paid, refunded

pytestmark = [pytest.mark.req("S3", "M4.4.1")]
EVERYTHING = Interval(account_number=ONE, since=date(2020, 1, 1), until=date(2030, 1, 1))
PAID_ON = date(2026, 10, 12)


def received(operation: str = "7", kopecks: int = 12_345, number: str = ONE) -> CreditReceived:
    return CreditReceived(
        channel="Почта России", operation=operation, account_number=number, amount_kopecks=kopecks, paid_on=PAID_ON
    )


def released(operation: str = "7", kopecks: int = 12_345) -> CreditReleased:
    at = datetime(2026, 10, 20, 9, tzinfo=UTC)
    return CreditReleased(
        channel="Почта России", operation=operation, account_number=ONE, amount_kopecks=kopecks, released_at=at
    )


def news(town: Town) -> list[dict[str, Any]]:
    """Lines that are reported now."""
    before = town.count("outbox")
    with town.database.transaction() as session:
        while publish_batch(session):
            pass
    rows = town.rows("select body from outbox order by seq offset :before", before=before)
    return [line for row in rows for line in json.loads(row.body)["lines"]]


def test_an_operation_of_a_register_is_credited_once_with_its_channel(town: Town) -> None:
    due = town.overview().due_kopecks
    town.hear(*[received()] * 3)
    assert town.overview().due_kopecks == due - 12_345
    (credit,) = town.billing.list_credits(EVERYTHING).credits
    assert (credit.channel, credit.paid_on, credit.period, credit.amount_kopecks) == (
        "Почта России", PAID_ON, "2026-10", 12_345,
    )  # fmt: skip
    assert town.overview().paid_for_bill_kopecks == 0, "that row is the portal's payments alone"


def test_the_suppliers_own_import_of_the_same_operation_is_the_same_fact(town: Town) -> None:
    due = town.overview().due_kopecks
    with town.as_accountant():
        town.billing.post_credit(
            ChannelCredit(
                account_number=ONE, amount_kopecks=12_345, paid_on=PAID_ON, channel="Почта России", operation="7"
            )
        )
    assert news(town)
    town.hear(received())
    assert town.overview().due_kopecks == due - 12_345
    assert [line["reference"] for line in news(town)] == ["7"], "payments is informed that its operation is there"


def test_a_wrong_credit_is_taken_back_by_an_entry_of_its_own_in_any_order(town: Town) -> None:
    due = town.overview().due_kopecks
    for order in permutations([received(), released(), received("7#2", number=TWO)]):
        town.hear(*order)
        assert town.overview().due_kopecks == due
    shown = [(credit.amount_kopecks, credit.channel) for credit in town.billing.list_credits(EVERYTHING).credits]
    assert shown == [(-12_345, "ошибочное зачисление снято (Почта России)"), (12_345, "Почта России")]
    (other,) = town.billing.list_credits(EVERYTHING.model_copy(update={"account_number": TWO})).credits
    assert other.amount_kopecks == 12_345


def test_the_same_operation_with_another_sum_is_a_matter_for_a_person(town: Town) -> None:
    town.hear(received())
    with pytest.raises(CreditContradicts):
        town.hear(received(kopecks=1))


@pytest.mark.req("B3")
def test_each_line_of_money_is_told_once_to_payments(town: Town) -> None:
    at = datetime(2026, 10, 12, 9, tzinfo=UTC)
    town.hear(paid(30_000, at), paid(30_000, at), refunded(10_000, at), received())
    reported = {(line["source"], line["reference"]): line["amount_kopecks"] for line in news(town)}
    assert reported == {("payment", "p-1"): 30_000, ("refund", "r-1"): -10_000, ("channel:Почта России", "7"): 12_345}
    town.hear(paid(30_000, at))
    assert news(town) == []


@pytest.mark.parametrize("day", [date(1926, 11, 5), date(2062, 10, 1), date(9999, 12, 30)])
def test_money_with_a_day_that_cannot_be_is_counted_today_and_says_so(town: Town, day: date) -> None:
    """A4: an event cannot be refused, and the money is the customer's."""
    event = received().model_copy(update={"paid_on": day})
    town.hear(event, event)
    (entry,) = town.rows("select period, paid_on, amount_kopecks, title from ledger where kind = 'credit'")
    title = f"Почта России (день в выписке: {day:%d.%m.%Y})"
    assert tuple(entry) == ("2026-11", date(2026, 11, 5), -12_345, title)
