"""Reports over months: each total is the ledger's, whatever stands in it; a closed month says the same again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from chassis.service.bindings import Call
from contracts.billing import Report, ReportKind, ReportPart, ReportRef, ReportRequest
from services.billing.ledger.models import Entry
from services.billing.reports.kinds import KINDS
from services.billing.reports.making import make_reports
from services.billing.reports.rows import Stretch, read_rows, totals_of, whole
from tests.support.billing_town import BARE, ONE, TWO, Town, paid

pytestmark = pytest.mark.req("S4")
MONTHS = ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
SIGNS = {"charge": 1, "correction": 0, "recalculation": 0, "credit": -1, "refund": 1}


@st.composite
def ledgers(draw: st.DrawFn) -> list[dict]:
    """Entries of three accounts in half a year, of every kind and sign that the ledger takes."""
    found = []
    for nth in range(draw(st.integers(0, 25))):
        kind = draw(st.sampled_from(sorted(SIGNS)))
        size = draw(st.integers(1, 10**9))
        sign = SIGNS[kind] or draw(st.sampled_from((1, -1)))
        period = draw(st.sampled_from(MONTHS))
        found.append(
            {
                "source": "drawn",
                "source_ref": str(nth),
                "account_number": draw(st.sampled_from((ONE, TWO, BARE))),
                "kind": kind,
                "amount_kopecks": sign * size,
                "period": period,
                "occurred_at": datetime(int(period[:4]), int(period[5:]), 5, tzinfo=UTC),
                "paid_on": date(int(period[:4]), int(period[5:]), 5) if kind in ("credit", "refund") else None,
                "title": draw(st.sampled_from(("Касса", "Банк", "акт 7"))),
            }
        )
    return found


@contextmanager
def trial(town: Town, entries: list[dict]) -> Iterator[Session]:
    """The ledger with these entries, which are gone afterwards."""
    with town.database.engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection) as session:
            if entries:
                session.execute(insert(Entry), entries)
            yield session
        transaction.rollback()


def of_ledger(session: Session, since: str, until: str, kinds: str) -> int:
    asked = {"since": since, "until": until, "kinds": kinds.split()}
    words = (
        "select coalesce(sum(amount_kopecks), 0) from ledger "
        "where period between :since and :until and kind = any(:kinds)"
    )
    return int(session.execute(text(words), asked).scalar_one())


def balance(session: Session, before: str, sign: int) -> int:
    words = (
        "select coalesce(sum(greatest(0, :sign * b)), 0) from "
        "(select sum(amount_kopecks) as b from ledger where period < :before group by account_number) x"
    )
    return int(session.execute(text(words), {"before": before, "sign": sign}).scalar_one())


def test_each_total_is_the_ledgers(town: Town) -> None:
    @settings(max_examples=40, database=None, suppress_health_check=list(HealthCheck))
    @given(ledgers(), st.sampled_from(MONTHS), st.sampled_from(MONTHS))
    def check(entries: list[dict], one: str, other: str) -> None:
        since, until = sorted((one, other))
        after = f"{until}~"
        with trial(town, entries) as session:
            stretch = Stretch(since=since, until=until)

            def sums(kind: ReportKind) -> dict[str, int]:
                return whole(totals_of(KINDS[kind], read_rows(session, KINDS[kind], stretch)))

            turnover, ages, collected = sums("turnover"), sums("ages"), sums("collection")
            assert turnover.get("opening_debt", 0) == balance(session, since, 1)
            assert turnover.get("opening_advance", 0) == balance(session, since, -1)
            assert turnover.get("closing_debt", 0) == balance(session, after, 1) == ages.get("debt", 0)
            assert turnover.get("closing_advance", 0) == balance(session, after, -1)
            names = {"charged": "charge", "recalculated": "recalculation", "corrected": "correction"}
            for name, kind in {**names, "returned": "refund", "carried": "opening"}.items():
                assert turnover.get(name, 0) == of_ledger(session, since, until, kind), name
            for name, kind in names.items():
                assert sums("charges").get(name, 0) == of_ledger(session, since, until, kind), name
            credited = -of_ledger(session, since, until, "credit")
            assert turnover.get("paid", 0) == sums("receipts").get("paid", 0) == credited
            assert sums("debtors").get("debt", 0) == ages.get("debt", 0)
            assert sum(value for name, value in ages.items() if name != "debt") == ages.get("debt", 0)
            assert collected.get("charged", 0) == of_ledger(session, since, until, "charge recalculation correction")
            assert collected.get("paid", 0) == -of_ledger(session, since, until, "credit refund")
            assert sums("money_back").get("amount", 0) == of_ledger(session, since, until, "refund correction")

    check()


def make(
    town: Town, kind: ReportKind, since: str = "2026-10", until: str = "2026-10", key: str = "report-01"
) -> Report:
    with entered(Context(caller=Caller("7", "accountant"))):
        wish = ReportRequest(kind=kind, since=since, until=until, idempotency_key=f"{key}-{kind}")
        asked = town.billing.start_report(wish)
        assert town.billing.start_report(wish) == asked, "a double press asks once"
        caller = Caller("7", "accountant")
        bound = Call(database=town.database, clock=town.clock, caller=caller, dependencies=town.billing.dependencies)
        make_reports(bound)
        return town.billing.get_report(ReportRef(report_id=asked.report_id))


def test_a_closed_month_says_the_same_again_whatever_comes_later(town: Town) -> None:
    """Desk C6: the lock of published periods existed, but nobody could print what was locked."""
    town.hear(paid(50_000, datetime(2026, 10, 20, 9, tzinfo=UTC)))
    town.run()
    assert not make(town, "turnover", key="report-00").closed
    town.publish()
    first = {kind: make(town, kind) for kind in KINDS}
    assert all(report.closed and report.state == "made" and report.checksum for report in first.values())
    assert first["turnover"].totals["paid"] == first["receipts"].totals["paid"] == 50_000
    charged = first["charges"].totals["total"]
    assert charged == first["vat"].totals["amount"] == first["collection"].totals["charged"]
    bills = [town.bill(number) for number in (ONE, TWO, BARE)]
    assert first["vat"].totals["vat"] == sum(bill.vat_kopecks for bill in bills)
    assert first["charges"].totals["charged"] == sum(bill.charged_kopecks for bill in bills)
    town.clock.moment = datetime(2026, 11, 8, 6, tzinfo=UTC)
    town.hear(paid(70_000, datetime(2026, 10, 25, 9, tzinfo=UTC), "p-2"))
    for kind in KINDS:
        again = make(town, kind, key="report-02")
        assert (again.checksum, again.differs_from) == (first[kind].checksum, ""), kind
    assert make(town, "receipts", "2026-11", "2026-11", "report-03").totals["paid"] == 70_000, (
        "late money is in the open month"
    )


def test_rows_are_read_part_by_part_and_wrong_months_are_refused(town: Town, monkeypatch) -> None:
    monkeypatch.setattr("services.billing.reports.asking.CHUNK", 1)
    report = make(town, "turnover", "2026-07", "2026-09")
    assert (report.parts, report.parts_done) == (3, 3)
    rows, number = [], 0
    while True:
        part = town.billing.list_report_rows(ReportPart(report_id=report.report_id, number=number))
        rows += part.rows
        number += 1
        if not part.more:
            break
    assert len(rows) == report.rows and [row[0] for row in rows] == sorted(row[0] for row in rows)
    for since, until, field in (
        ("2026-09", "2026-08", "until"),
        ("2026-11", "2026-12", "until"),
        ("2020-01", "2026-09", "since"),
    ):
        with pytest.raises(Refusal) as refused:
            make(town, "turnover", since, until, "report-09")
        assert refused.value.field == field
    with pytest.raises(Refusal, match="report_not_found"):
        town.billing.get_report(ReportRef(report_id="nothing"))
