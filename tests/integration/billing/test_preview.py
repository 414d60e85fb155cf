"""Between the calculation and the publication: what an accountant looks at, and that looking changes nothing."""

from datetime import UTC, date, datetime

import pytest

from chassis.errors import Refusal
from contracts.billing import BillKey, RunPreview, RunRequest, RunRowsQuery
from tests.support.billing_town import BARE, ONE, TWO, Town, account, meter, paid, read, recorded

pytestmark = pytest.mark.req("S2")
OCTOBER = date(2026, 10, 20)


def preview(town: Town, district: str | None = None) -> RunPreview:
    return town.billing.preview_run(RunRequest(period="2026-10", district=district))


def test_a_calculated_period_stands_against_the_month_before(town: Town) -> None:
    with pytest.raises(Refusal, match="not_calculated"):
        preview(town)
    town.hear(recorded(13645, OCTOBER))
    town.run()
    before = town.everything()
    response = preview(town)
    assert (response.this.accounts, response.this.volume) == (3, 1300 + 240 + 75)
    assert response.previous is not None
    assert (response.previous.accounts, response.previous.volume) == (2, 198 + 240)
    assert response.previous.charged_kopecks == (198 + 240) * 748
    rows = {row.account_number: row for row in response.samples}
    assert set(rows) == {ONE, TWO, BARE}, "a metered one that jumped, an average, a norm"
    assert (rows[ONE].previous_volume, rows[ONE].volume, rows[ONE].flags) == (198, 1300, ["jump"])
    assert (rows[BARE].previous_volume, rows[BARE].previous_kopecks) == (None, None)
    assert response.largest[0].account_number == ONE
    assert town.everything() == before


def test_the_next_month_is_compared_with_its_own_run(town: Town) -> None:
    town.run()
    town.publish()
    town.clock.moment = datetime(2026, 12, 5, 6, tzinfo=UTC)
    town.run("2026-11")
    response = town.billing.preview_run(RunRequest(period="2026-11"))
    assert response.previous == preview(town).this


def test_marked_accounts_are_listed_by_mark_and_district_page_by_page(town: Town) -> None:
    town.load(
        accounts=[account(), account(TWO), account(BARE, persons=1, rooms=1), account("181000001")],
        meters=[meter(), meter("S-2", TWO, "day+night"), meter("S-3", "181000001")],
        readings=[read(100, f"2026-{month}-20", "S-3", number="181000001") for month in ("09", "10")],
    )
    town.hear(recorded(13645, OCTOBER))
    town.run()

    def listed(**more: object) -> list[str]:
        found = town.billing.list_run_rows(RunRowsQuery(period="2026-10", **more))  # type: ignore[arg-type]
        return [row.account_number for row in found.rows]

    assert listed() == [ONE, "181000001"]
    assert listed(flag="zero") == listed(district="181") == ["181000001"]
    first = town.billing.list_run_rows(RunRowsQuery(period="2026-10", limit=1))
    assert first.more and [row.account_number for row in first.rows] == [ONE]
    assert listed(limit=1, after=ONE) == ["181000001"]


def test_an_account_that_cannot_be_charged_is_named_with_the_reason(town: Town) -> None:
    town.load(accounts=[account(), account(TWO), account(BARE, persons=1, rooms=1), account("180000009", "unknown")])
    state = town.run()
    assert state.exceptions["not_charged"] == 1
    (left_out,) = preview(town).not_charged
    assert left_out.account_number == "180000009" and "tariffs.csv" in left_out.reason


def test_a_draft_is_the_bill_that_publication_issues(town: Town) -> None:
    town.hear(recorded(12565, OCTOBER), paid(50_000, datetime(2026, 10, 12, 9, tzinfo=UTC)))
    key = BillKey(account_number=ONE, period="2026-10")
    with pytest.raises(Refusal, match="not_calculated"):
        town.billing.preview_bill(key)
    town.run()
    before = town.everything()
    draft = town.billing.preview_bill(key)
    assert draft.code == "ЧЕРНОВИК" and town.everything() == before
    town.publish()
    assert town.bill().model_copy(update={"code": draft.code, "issued_at": draft.issued_at}) == draft


def test_every_revision_stays_in_the_archive(town: Town) -> None:
    town.hear(recorded(12565, OCTOBER))
    town.run()
    town.publish()
    town.hear(recorded(12600, date(2026, 10, 25), "rd-2"))
    town.run()
    town.publish()
    key = BillKey(account_number=ONE, period="2026-10")
    first, second = town.billing.list_revisions(key).bills
    assert (first.revision, second.revision) == (1, 2)
    assert second.total_kopecks - first.total_kopecks == 35 * 832
    assert town.bill(revision=1).total_kopecks == first.total_kopecks
