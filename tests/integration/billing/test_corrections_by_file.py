"""corrections.csv: the rules of the form, each document once, and its undo."""

import hashlib
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.context import Caller, Context, entered
from contracts.approvals import Approval, ApprovalRef, ApprovalRefusal, ApprovalsQuery
from contracts.audit import AuditQuery
from contracts.billing import Correction, CorrectionLine, CorrectionUndo
from contracts.supply import NewPackage, PackageFile, PackagePart, PackageRef, PackageState
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


FIRST, SECOND = Caller("7", "accountant", confirmed=True), Caller("8", "accountant", confirmed=True)
LARGE = f"{ONE},К-1,-9000000,по решению суда,,,,,"


def sent(town: Town, *rows: str, by: Caller = FIRST) -> PackageState:
    """As the desk or the supplier's program hands it over; the last content again would not be loaded."""
    town.packages += 1
    content = "\n".join([HEAD, *rows, f",,,,,,,,{' ' * town.packages}", ""]).encode()
    new = NewPackage(
        package_id=f"sent-{town.packages}",
        content=hashlib.sha256(content).hexdigest(),
        files=[PackageFile(name="corrections", size=len(content))],
        takers=["billing"],
        sender="бухгалтер",
    )
    ref = PackageRef(package_id=new.package_id)
    with entered(Context(caller=by)):
        town.billing.begin_package(new)
        part = b64encode(content).decode()
        town.billing.add_package_part(
            PackagePart(package_id=ref.package_id, file="corrections", number=0, content=part)
        )
        town.billing.submit_package(ref)
    town.billing.load_packages()
    with entered(Context(caller=by)):
        return PackageState.model_validate(town.billing.get_package(ref))


def waiting(town: Town) -> list[Approval]:
    with entered(Context(caller=SECOND)):
        return list(town.billing.list_approvals(ApprovalsQuery()).approvals)


def decide(town: Town, one: Approval, by: Caller = SECOND) -> str:
    with entered(Context(caller=by)):
        return str(town.billing.approve(ApprovalRef(approval_id=one.approval_id)).state)


@pytest.mark.req("S5")
def test_what_is_above_the_senders_limit_waits_and_the_rest_is_posted(town: Town) -> None:
    """The form asked for a second person, a file of the same sum did not."""
    before = town.overview().due_kopecks
    state = sent(town, LARGE, f"{TWO},К-2,1000,доплата по сверке,,,,,")
    assert (state.state, state.applied) == ("loaded", {"corrections": 1})
    [told] = state.remarks
    assert (told.file, told.line, told.field, told.found) == ("corrections.csv", 2, "amount_kopecks", "«-9000000»")
    assert "второго сотрудника" in told.remedy
    assert town.overview().due_kopecks == before and lines(town) == []
    [one] = waiting(town)
    assert (one.deed, one.subject, one.requested_by, one.limit_kopecks) == ("filed_correction", "К-1", "7", 5_000_000)

    again = sent(town, LARGE)
    assert again.remarks == state.remarks, "the same document is asked for once"
    assert sent(town, LARGE, by=SECOND).remarks == state.remarks, "nor does another sender make it theirs"
    assert waiting(town) == [one]
    assert sent(town, LARGE.replace("-9000000", "-9000001")).state == "refused"

    assert decide(town, one) == "approved"
    assert town.overview().due_kopecks + 9_000_000 == before + town.overview().overpaid_kopecks
    assert lines(town)[0].reference == f"file:{ONE}:К-1"
    done = sent(town, LARGE)
    assert (done.applied, done.remarks) == ({"corrections": 0}, [])
    with entered(Context(caller=Caller("1", "administrator"))):
        trail = town.billing.list_audit(AuditQuery(actions=["ask_approval", "post_correction"])).entries
    told_of = {(entry.action, entry.actor_id, entry.account_number) for entry in trail}
    assert told_of == {("ask_approval", "7", ONE), ("post_correction", "7", TWO), ("post_correction", "8", ONE)}


@pytest.mark.req("S5")
def test_a_sum_in_parts_by_file_and_by_form_is_one_sum(town: Town) -> None:
    part = "{number},К-{n},-3000000,по решению суда,,,,,"
    state = sent(town, *(part.format(number=ONE, n=n) for n in (1, 2)), part.format(number=TWO, n=3))
    assert (state.applied, [one.line for one in state.remarks]) == ({"corrections": 2}, [3])
    form = Correction(account_number=TWO, amount_kopecks=-3_000_000, ground="ещё раз", idempotency_key="correction-1")
    with entered(Context(caller=FIRST)):
        assert town.billing.preview_correction(form).above_kopecks == 5_000_000
    with entered(Context(caller=SECOND)):
        assert town.billing.preview_correction(form).above_kopecks is None, "the limit is each person's own"


@pytest.mark.req("S5")
def test_a_large_undo_waits_too_and_a_refused_document_needs_another_number(town: Town) -> None:
    sent(town, LARGE)
    undo = f"{ONE},О-1,,,,,,,К-1"
    assert sent(town, undo).faults[0].field == "undoes", "what waits is withdrawn, not undone"
    decide(town, waiting(town)[0])
    assert len(sent(town, undo).remarks) == 1
    [one] = waiting(town)
    assert (one.deed, one.amount_kopecks) == ("filed_undo", 9_000_000)
    with entered(Context(caller=SECOND)):
        town.billing.refuse_approval(ApprovalRefusal(approval_id=one.approval_id, reason="суд не отменён"))
    assert "отклонил" in sent(town, undo).remarks[0].remedy and waiting(town) == []
    sent(town, undo.replace("О-1", "О-2"))
    with entered(Context(caller=FIRST)):
        [two] = waiting(town)
        town.billing.withdraw_approval(ApprovalRef(approval_id=two.approval_id))
    sent(town, undo.replace("О-1", "О-2"))
    assert decide(town, waiting(town)[0]) == "approved", "what was withdrawn may be asked for again"
    assert len(lines(town)) == 2


@pytest.mark.req("S5")
def test_our_own_command_has_no_limit(town: Town) -> None:
    assert load(town, LARGE) == 1
