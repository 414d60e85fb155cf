"""Money of one account from two connections at the same moment: everything lands, once, with the right balance (S3)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from services.billing.ledger.channels import credit_operation
from services.billing.ledger.payments import credit_payment
from tests.integration.billing.test_channels import EVERYTHING, received
from tests.support.billing_town import ONE, Town, paid
from tests.support.billing_work import work

pytestmark = pytest.mark.req("S3", "B4")
AT = datetime(2026, 10, 12, 9, tzinfo=UTC)


def at_once(town: Town, *deeds: Callable[[Session], object], posted_before_any_commit: bool) -> None:
    """Each deed in a transaction of its own connection; all of them wait for each other before or after the posting."""
    together = Barrier(len(deeds), timeout=20)

    def do(deed: Callable[[Session], object]) -> None:
        with town.database.transaction() as session:
            if not posted_before_any_commit:
                together.wait()
            deed(session)
            if posted_before_any_commit:
                together.wait()

    with ThreadPoolExecutor(len(deeds)) as pool:
        list(pool.map(do, deeds))


def lines(town: Town) -> list[tuple[str, int]]:
    query = "select source_ref, amount_kopecks from ledger where account_number = :n and kind = 'credit' order by 1"
    return [tuple(row) for row in town.rows(query, n=ONE)]


def test_two_credits_that_neither_has_seen_of_the_other_both_land(town: Town) -> None:
    before = town.overview()
    at_once(
        town,
        lambda session: credit_operation(work(session), received("8", 30_000)),
        lambda session: credit_payment(work(session), paid(12_345, AT, "p-8")),
        posted_before_any_commit=True,
    )
    assert lines(town) == [("8", -30_000), ("p-8", -12_345)]
    after = town.overview()
    assert after.due_kopecks - after.overpaid_kopecks == before.due_kopecks - before.overpaid_kopecks - 42_345
    entries = town.billing.get_timeline(EVERYTHING).entries
    balance = 0
    for entry in entries:
        balance += entry.amount_kopecks
        assert entry.balance_kopecks == balance
    assert balance == after.due_kopecks - after.overpaid_kopecks


def test_one_credit_told_by_four_connections_at_once_lands_once(town: Town) -> None:
    deeds = [lambda session: credit_operation(work(session), received("9", 500))] * 4
    at_once(town, *deeds, posted_before_any_commit=False)
    assert lines(town) == [("9", -500)]
    assert town.rows("select count(*) from ledger_news where source_ref = '9'") == [(1,)]
