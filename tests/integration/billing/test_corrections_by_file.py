"""corrections.csv: the rules of the form, each document once, and its undo."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.billing import CorrectionLine, CorrectionUndo
from contracts.wire import AccountRef
from intake.faults import FilesRefused
from services.billing.ledger.posting import hold_account
from tests.support.billing_town import ONE, TWO, Town
from tests.support.waiting import until

pytestmark = pytest.mark.req("S1", "S4")
HEAD = "account_number,number,amount_kopecks,ground,volume,zone,month,vat_rate,undoes"
ACT = f"{ONE},К-1,-50000,перерасчёт по акту 12,,,,,"


def load(town: Town, *rows: str) -> int:
    town.write("corrections", rows, HEAD)
    try:
        return town.load()["corrections"]
    finally:
        (town.folder / "corrections.csv").unlink()


def refused(town: Town, *rows: str) -> list[tuple[int, str, str]]:
    before = town.everything(), town.count("corrections")
    with pytest.raises(FilesRefused) as caught:
        load(town, *rows)
    assert (town.everything(), town.count("corrections")) == before, "nothing is loaded"
    return [(fault.line, fault.field, fault.remedy) for fault in caught.value.faults]


def lines(town: Town, number: str = ONE) -> list[CorrectionLine]:
    with town.as_accountant():
        return list(town.billing.list_corrections(AccountRef(account_number=number)).corrections)


def test_it_enters_the_bill_that_is_not_out_once(town: Town) -> None:
    """On 5 November October is not out: its bill takes the correction, and the same file changes nothing."""
    before = town.overview().due_kopecks
    assert load(town, ACT, f"{TWO},К-1,1000,доплата по сверке,,,,22,") == 2
    assert load(town, ACT) == 0
    assert town.overview().due_kopecks == before - 50_000
    (line,) = lines(town)
    assert (line.period, line.amount_kopecks, line.ground) == ("2026-10", -50_000, "перерасчёт по акту 12")
    assert (lines(town, TWO)[0].vat_rate, lines(town, TWO)[0].vat_kopecks) == (22, 180)
    town.run()
    town.publish()
    assert [one.amount_kopecks for one in town.bill().recalculations] == [-50_000]
    assert load(town, ACT.replace("К-1", "К-2")) == 1
    periods = {line.reference[-3:]: line.period for line in lines(town)}
    assert periods == {"К-1": "2026-10", "К-2": "2026-11"}, "October's bill is out"


def test_kwh_have_their_month_zone_and_vat(town: Town) -> None:
    load(town, f"{ONE},К-7,-74800,перерасчёт по акту 12,-100,one,2026-08,,")
    (line,) = lines(town)
    assert (line.volume, line.zone, line.month, line.vat_rate, line.vat_kopecks) == (
        -100,
        "one",
        "2026-08",
        22,
        -13_489,
    )


def test_it_is_taken_back_once_by_file_or_at_the_desk(town: Town) -> None:
    before = town.overview().due_kopecks
    assert load(town, f"{ONE},О-1,,,,,,,К-1", ACT) == 2, "also in one file, in any order"
    assert load(town, f"{ONE},О-1,,,,,,,К-1", ACT) == 0
    assert town.overview().due_kopecks == before
    undo, undone = sorted(lines(town), key=lambda line: line.undoes is None)
    assert (undo.undoes, undo.amount_kopecks, undone.undone_by) == (undone.reference, 50_000, undo.reference)
    assert refused(town, f"{ONE},О-2,,,,,,,К-1")[0][1:] == ("undoes", "Эта корректировка уже отменена")
    load(town, ACT.replace("К-1", "К-3"))
    standing = next(line for line in lines(town) if line.undoes is None and line.undone_by is None)
    with town.as_accountant():
        town.billing.undo_correction(
            CorrectionUndo(account_number=ONE, correction=standing.reference, idempotency_key="undo-0009")
        )
    assert load(town, ACT.replace("К-1", "К-3")) == 0, "the desk's undo stands"
    assert town.overview().due_kopecks == before


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("К-1,0,перерасчёт по акту 12,,,,,", "amount_kopecks"),
        ("К-1,-500,,,,,,", "ground"),
        ("К-1,-500,акт,,,,,", "ground"),
        ("К-1,-500,перерасчёт по акту,-5,,2026-08,,", "zone"),
        ("К-1,-500,перерасчёт по акту,-5,one,,,", "month"),
        ("К-1,-500,перерасчёт по акту,5,one,2026-08,,", "volume"),
        ("К-1,-500,перерасчёт по акту,-5000,one,2026-08,,", "volume"),
        ("К-1,-500,перерасчёт по акту,-5,one,2026-12,,", "month"),
        ("К-1,-500,перерасчёт по акту,-5,day,2026-08,,", "volume"),
        ("К-1,-500,перерасчёт по акту,,,,120,", "vat_rate"),
        ("К-1,,,,,,,К-9", "undoes"),
        ("К-1,,,,one,,,К-9", "undoes"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_posted(town: Town, row: str, field: str) -> None:
    good = ACT.replace("К-1", "К-5")
    assert [(line, named) for line, named, _ in refused(town, good, f"{ONE},{row}")] == [(3, field)]


def test_a_number_that_says_something_else_is_refused(town: Town) -> None:
    load(town, ACT)
    ((line, field, remedy),) = refused(town, ACT.replace("-50000", "-50001"))
    assert (line, field) == (2, "number") and "другая корректировка" in remedy
    load(town, f"{ONE},О-1,,,,,,,К-1")
    load(town, ACT.replace("К-1", "К-2"))
    assert refused(town, f"{ONE},О-1,-50000,,,,,,К-2")[0][1] == "number"
    assert refused(town, f"{ONE},О-3,7,,,,,,К-2")[0][1] == "amount_kopecks"


@pytest.mark.req("S6")
def test_a_file_waits_for_who_moves_money_between_its_accounts_and_both_go_on(town: Town) -> None:
    """A transfer holds both accounts in the order of their numbers; the file names them in the other order."""
    assert ONE < TWO
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    rows = (f"{TWO},К-1,1000,доплата по сверке,,,,22,", f"{ONE},К-1,-74800,перерасчёт по акту,-100,one,2026-08,,")
    with ThreadPoolExecutor(1) as pool:
        with town.database.transaction() as transfer:
            hold_account(transfer, ONE)
            loaded = pool.submit(load, town, *rows)
            until(lambda: town.rows(waiting)[0][0] or loaded.done(), 60)
            hold_account(transfer, TWO)
        assert loaded.result(60) == 2
