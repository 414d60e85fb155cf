"""Publication: immutable bills, one ledger entry and one event each, revisions with their history."""

import json
import time
from datetime import UTC, date, datetime
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from contracts.billing import BillCode, BillKey, BillPublished
from contracts.wire import AccountRef
from intake.loading import LOCK
from tests.support.billing_town import BARE, ONE, TWO, Town, account, paid, recorded

OCTOBER = date(2026, 10, 20)


@pytest.fixture
def published(town: Town) -> Town:
    town.hear(recorded(12565, OCTOBER), paid(50_000, datetime(2026, 10, 12, 9, tzinfo=UTC)))
    town.run()
    town.publish()
    return town


@pytest.mark.req("M4.1.1", "M4.1.2", "S2")
def test_a_bill_says_what_was_owed_charged_and_paid(published: Town) -> None:
    bill = published.bill()
    opening = (210 + 190 + 230 + 205 + 215 + 198) * 748
    assert (bill.opening_kopecks, bill.charged_kopecks, bill.paid_kopecks) == (opening, 220 * 832, 50_000)
    assert bill.total_kopecks == opening + 220 * 832 - 50_000
    assert (bill.due_on, bill.payments_until) == (date(2026, 11, 16), date(2026, 10, 31))
    assert bill.vat_rate == 22 and bill.vat_kopecks == (220 * 832 * 22 * 2 + 122) // 244
    assert bill.subscriber.office.name == "Калужское городское отделение"
    register = bill.meters[0].registers[0]
    assert (register.previous, register.current, register.current_on) == (12345, 12565, OCTOBER)
    assert published.overview().due_kopecks == bill.total_kopecks


@pytest.mark.req("S2")
def test_a_bill_of_the_quarters_first_month_tells_what_the_rules_want(published: Town) -> None:
    october = published.bill()
    assert (october.form_version, october.informs) == (2, True)
    assert "не допустил проверяющих" in " ".join(october.supplier.information)
    published.clock.moment = datetime(2026, 12, 3, 6, tzinfo=UTC)
    published.run("2026-11")
    published.publish("2026-11")
    assert not published.bill(period="2026-11").informs


@pytest.mark.req("S2")
def test_the_bill_has_the_identifiers_of_gis_zhkh_and_the_months_own_go_first(town: Town) -> None:
    town.rows(
        "update accounts set unified_account = '50АА123456', document_id = '50АА123456-00' "
        "where number in (:one, :two) returning number",
        one=ONE,
        two=TWO,
    )
    town.rows(
        "insert into document_ids values (:one, '2026-10', '', '50АА123456-01-6101') returning period",
        one=ONE,
    )
    town.run()
    town.publish()
    first, second, bare = (town.bill(number).subscriber for number in (ONE, TWO, BARE))
    assert (first.unified_account, first.document_id) == ("50АА123456", "50АА123456-01-6101")
    assert (second.unified_account, second.document_id) == ("50АА123456", "50АА123456-00")
    assert (bare.unified_account, bare.document_id) == ("", "")


@pytest.mark.req("S2")
def test_the_bill_names_the_raising_factor_and_its_act(town: Town) -> None:
    act = "акт № 7 от 12.09.2026"
    town.load(accounts=[account(BARE, persons=1, rooms=1, multiplier="1.5", ground=act)])
    town.run()
    town.publish()
    bill = town.bill(BARE)
    assert bill.raising is not None
    assert (bill.raising.factor, bill.raising.ground) == ("1.50", act)
    assert sum(line.excess_kopecks for line in bill.lines) == 75 * 832 // 2
    assert town.bill().raising is None


@pytest.mark.req("S2")
def test_publishing_twice_and_running_again_change_nothing(published: Town) -> None:
    before = published.everything()
    assert published.publish().state == "published"
    published.run()
    assert published.publish().state == "published"
    assert published.everything() == before


@pytest.mark.req("S2")
def test_each_bill_has_one_event_with_the_readings_it_rests_on(published: Town) -> None:
    bodies = [row[0] for row in published.rows("select body from outbox where type = :t", t=BillPublished.TYPE)]
    events = {event.account_number: event for event in map(BillPublished.model_validate_json, bodies)}
    assert len(bodies) == len(events) == 3
    assert [(used.value, used.taken_on) for used in events[ONE].readings] == [(12565, OCTOBER)]
    assert events[BARE].readings == [] and events[BARE].method == "norm"


@pytest.mark.req("S2")
def test_a_reading_found_later_makes_a_revision_and_keeps_the_first_bill(published: Town) -> None:
    published.hear(recorded(12600, date(2026, 10, 25), "rd-2"))
    published.run()
    published.publish()
    first, second = published.bill(revision=1), published.bill()
    assert (first.revision, second.revision) == (1, 2)
    assert second.total_kopecks - first.total_kopecks == 35 * 832
    assert published.overview().due_kopecks == second.total_kopecks
    assert [ref.revision for ref in published.billing.list_bills(AccountRef(account_number=ONE)).bills] == [2]
    old = published.billing.check_bill(BillCode(code=first.code))
    assert old.genuine and old.superseded
    assert published.rows("select count(*) from bills where account_number <> :n and revision > 1", n=ONE)[0][0] == 0


@pytest.mark.req("B10")
def test_a_code_is_checked_however_it_is_typed_and_says_nothing_of_the_person(published: Town) -> None:
    bill = published.bill()
    response = published.billing.check_bill(BillCode(code=bill.code.lower().replace("-", " ")))
    assert response.genuine and not response.superseded
    assert (response.account_masked, response.total_kopecks) == ("180***111", bill.total_kopecks)
    assert not published.billing.check_bill(BillCode(code="0000-0000-0000")).genuine


@pytest.mark.req("S2")
def test_a_bill_that_breaks_the_contract_is_left_out_by_name_and_the_others_are_published(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.run()
    town.rows(
        "update run_results set outcome = jsonb_set(outcome::jsonb, '{lines,0,zone}', '\"dusk\"')"
        " where account_number = :n returning 1",
        n=ONE,
    )
    state = town.publish()
    assert (state.state, state.exceptions["not_published"]) == ("published", 1)
    assert [row[0] for row in town.rows("select distinct account_number from bills order by 1")] == [TWO, BARE]
    (failed,) = [record for record in caplog.records if "bill not published" in record.message]
    assert failed.__dict__["account_number"] == ONE and "lines.0.zone" in failed.message
    town.run()
    town.publish()
    assert town.bill().revision == 1, "after the cause is mended the next run publishes the bill"


@pytest.mark.req("S2", "B3")
@pytest.mark.parametrize("table", ["bills", "ledger", "changes", "printed_suppliers"])
@pytest.mark.parametrize("verb", ["delete from {}", "truncate {} cascade"])
def test_the_database_refuses_to_change_what_was_published_or_posted(published: Town, table: str, verb: str) -> None:
    with pytest.raises(DBAPIError, match=r"append-only|permission denied"):
        published.rows(verb.format(table) + " returning 1" * verb.startswith("delete"))


@pytest.mark.req("S2")
def test_the_next_month_goes_on_from_the_published_one(published: Town) -> None:
    published.clock.moment = datetime(2026, 12, 5, 6, tzinfo=UTC)
    late = paid(10_000, datetime(2026, 10, 30, 9, tzinfo=UTC), "p-late")
    published.hear(late, recorded(12700, date(2026, 11, 20), "rd-3", "2026-11"))
    published.run("2026-11")
    published.publish("2026-11")
    october, november = published.bill(), published.bill(period="2026-11")
    assert november.opening_kopecks == october.total_kopecks, "bills follow each other without a gap"
    assert november.paid_kopecks == 10_000, "money of a closed month enters the open bill"
    assert november.charged_kopecks == 135 * 832
    assert november.total_kopecks == published.overview().due_kopecks


@pytest.mark.req("B3")
def test_a_payment_that_is_being_posted_is_in_the_bill_that_is_being_published(town: Town) -> None:
    town.run()
    publication = Thread(target=town.publish)
    with town.database.transaction() as session:
        town.billing.credit_payment(paid(50_000, datetime(2026, 10, 12, 9, tzinfo=UTC)), session)
        publication.start()
        time.sleep(0.7)
        assert town.count("bills") == 0, "publication waits for the posting"
    publication.join(20)
    assert town.bill().paid_kopecks == 50_000


@pytest.mark.req("S1")
def test_an_import_and_a_publication_wait_for_each_other(town: Town) -> None:
    town.run()
    with town.database.transaction() as session:
        session.execute(text(f"select pg_advisory_xact_lock({LOCK})"))
        with pytest.raises(OperationalError, match="lock timeout"):
            town.publish()
    assert town.publish().state == "published"


@pytest.mark.req("S2")
def test_a_closed_period_cannot_be_run_any_more(published: Town) -> None:
    published.clock.moment = datetime(2026, 12, 5, 6, tzinfo=UTC)
    published.run("2026-11")
    published.publish("2026-11")
    with pytest.raises(Exception, match="period_not_open"):
        published.run("2026-10")


@pytest.mark.req("B6")
def test_the_parts_of_a_change_add_up_to_the_kopeck(published: Town) -> None:
    change = published.billing.explain_bill(BillKey(account_number=ONE, period="2026-10"))
    assert (change.previous_kopecks, change.current_kopecks) == (198 * 748, 220 * 832)
    assert sum(part.amount_kopecks for part in change.parts) == change.current_kopecks - change.previous_kopecks
    assert {part.code for part in change.parts} == {"volume", "tariff"}, "days of a month of history are not known"


@pytest.mark.req("B6")
def test_a_change_names_persons_and_has_no_days_of_a_norm(published: Town) -> None:
    """A home without a meter: the norm of a month is the same in October and in November (п. 42)."""
    published.clock.moment = datetime(2026, 12, 3, 6, tzinfo=UTC)
    published.run("2026-11")
    published.publish("2026-11")
    same = published.billing.explain_bill(BillKey(account_number=BARE, period="2026-11"))
    assert same.parts == []
    published.load(residents=[f"{BARE},2026-12-01,2"])
    published.clock.moment = datetime(2027, 1, 3, 6, tzinfo=UTC)
    published.run("2026-12")
    published.publish("2026-12")
    more = published.billing.explain_bill(BillKey(account_number=BARE, period="2026-12"))
    [part] = more.parts
    assert (part.code, part.before, part.after) == ("persons", 1, 2)


@pytest.mark.req("M4.1.1")
def test_a_snapshot_is_stored_as_it_will_be_printed_for_ever(published: Town) -> None:
    bill = published.bill()
    published.load(accounts=[account(name="Иванова-Петрова Мария"), account("180111112"), account(BARE, persons=1)])
    assert published.bill() == bill
    stored = published.rows("select snapshot::text from bills where account_number = :n", n=ONE)[0][0]
    assert "supplier" not in json.loads(stored), "the supplier's block is stored once for all bills"
