"""Corrections: into the bill that is not out, with kWh, month and VAT, and taken back once by a linked one."""

from datetime import UTC, date, datetime

import pytest

from chassis.errors import Refusal
from contracts.audit import AuditQuery
from contracts.billing import Correction, CorrectionEffect, CorrectionLine, CorrectionUndo
from contracts.wire import AccountRef, Interval
from tests.support.billing_town import ONE, TWO, Town, read

pytestmark = pytest.mark.req("S4")


def correction(kopecks: int, key: str = "correction-1", **more: object) -> Correction:
    wanted = {"account_number": ONE, "amount_kopecks": kopecks, "ground": "перерасчёт по акту 12"} | more
    return Correction.model_validate(wanted | {"idempotency_key": key})


def post(town: Town, wanted: Correction) -> CorrectionEffect:
    with town.as_accountant():
        effect = town.billing.post_correction(wanted).effect
    assert effect is not None
    return effect


def undo(town: Town, line: CorrectionLine | None, key: str = "undo-0001") -> CorrectionEffect:
    assert line is not None
    with town.as_accountant():
        return town.billing.undo_correction(
            CorrectionUndo(account_number=ONE, correction=line.reference, idempotency_key=key)
        )


def lines(town: Town) -> list[CorrectionLine]:
    with town.as_accountant():
        return list(town.billing.list_corrections(AccountRef(account_number=ONE)).corrections)


def test_a_correction_found_in_the_draft_enters_that_bill(town: Town) -> None:
    """Billing finding 9: on 5 November October is calculated and not out; its bill takes the correction."""
    town.run()
    before = town.overview().due_kopecks
    with town.as_accountant():
        looked = town.billing.preview_correction(correction(-50_000))
    assert (looked.full_name, looked.before_kopecks, looked.after_kopecks) == (
        "Иванова Мария",
        before,
        before - 50_000,
    )
    assert (looked.period, looked.correction) == ("2026-10", None)
    assert town.count("corrections") == 0
    effect = post(town, correction(-50_000))
    assert effect.correction and effect.model_copy(update={"correction": None}) == looked
    town.publish()
    bill = town.bill()
    assert [line.amount_kopecks for line in bill.recalculations] == [-50_000]
    assert bill.total_kopecks == bill.opening_kopecks + bill.charged_kopecks - 50_000
    assert town.overview().due_kopecks == bill.total_kopecks
    assert post(town, correction(-1, "correction-2")).period == "2026-11", "October's bill is out"


def test_a_correction_with_kwh_names_its_month_zone_and_vat(town: Town) -> None:
    effect = post(town, correction(-74_800, volume=-100, zone="one", month="2026-08"))
    # August 2026: 22 % inside 748.00
    assert (effect.vat_rate, effect.vat_kopecks) == (22, -13_489)
    town.run()
    town.publish()
    bill = town.bill()
    (line,) = bill.recalculations
    assert (line.settles, line.zone, line.volume, line.vat_rate, line.vat_kopecks) == (
        "2026-08",
        "one",
        -100,
        22,
        -13_489,
    )
    charged = sum(line.amount_kopecks for line in bill.lines)
    assert bill.vat_kopecks == round(charged * 22 / 122) - 13_489


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (correction(0), "amount_kopecks"),
        (correction(-7, volume=-1), "zone"),
        (correction(-7, volume=-1, zone="one"), "month"),
        (correction(7, volume=-1, zone="one", month="2026-08"), "volume"),
        (correction(-7, volume=-216, zone="one", month="2026-08"), "volume"),
    ],
)
def test_what_no_correction_can_be_is_refused_with_its_field(town: Town, wanted: Correction, field: str) -> None:
    """August was billed 215 kWh: more is never given back."""
    with town.as_accountant(), pytest.raises(Refusal) as refused:
        town.billing.post_correction(wanted)
    assert (refused.value.code, refused.value.field) == ("bad_request", field)
    assert town.count("corrections") == 0


def test_kwh_that_were_given_back_before_count(town: Town) -> None:
    post(town, correction(-74_800, volume=-200, zone="one", month="2026-08"))
    with town.as_accountant(), pytest.raises(Refusal) as refused:
        town.billing.preview_correction(correction(-7_480, volume=-16, zone="one", month="2026-08"))
    assert refused.value.details == {"billed_kwh": 15}


def test_an_undo_is_the_opposite_linked_correction_once(town: Town) -> None:
    due = town.overview().due_kopecks
    posted = post(town, correction(-74_800, volume=-100, zone="one", month="2026-08"))
    undone = undo(town, posted.correction)
    assert undo(town, posted.correction) == undone
    assert (undone.before_kopecks, undone.after_kopecks) == (due - 74_800, due)
    assert town.overview().due_kopecks == due
    newest, first = sorted(lines(town), key=lambda line: line.undoes is None)
    assert (newest.undoes, first.undone_by) == (first.reference, newest.reference)
    assert (newest.amount_kopecks, newest.volume, newest.vat_kopecks) == (74_800, 100, 13_489)
    for line, words in ((first, "уже отменена"), (newest, "Это уже отмена")):
        with pytest.raises(Refusal) as refused:
            undo(town, line, f"undo-of-{line.volume}")
        assert words in refused.value.message
    linked = town.rows("select origin_ref from ledger where source_ref = :own", own=newest.reference)
    assert linked == [(first.reference,)]
    actions = [entry.action for entry in town.billing.list_audit(AuditQuery()).entries]
    assert actions == ["undo_correction", "post_correction"]


def test_a_correction_of_another_account_is_not_taken_back(town: Town) -> None:
    posted = post(town, correction(-5, account_number=TWO))
    with pytest.raises(Refusal) as refused:
        undo(town, posted.correction)
    assert refused.value.field == "correction"


def test_a_month_later_an_undo_enters_the_bill_that_is_open_then(town: Town) -> None:
    posted = post(town, correction(-5_000))
    town.run()
    town.publish()
    town.clock.moment = datetime(2026, 12, 5, 6, tzinfo=UTC)
    assert undo(town, posted.correction).period == "2026-11"
    town.run("2026-11")
    town.publish("2026-11")
    assert [line.amount_kopecks for line in town.bill(period="2026-11").recalculations] == [5_000]


def test_consumption_and_later_averages_follow_a_correction_with_kwh(town: Town) -> None:
    """October is read 300 kWh too high; November is charged by the average of the months as they are known now."""
    town.load(readings=[read(12_345 + 500, "2026-10-20")])
    town.run()
    town.publish()
    assert town.bill().lines[0].volume == 500
    post(town, correction(-249_600, volume=-300, zone="one", month="2026-10"))
    wanted = Interval(account_number=ONE, since=date(2026, 10, 1), until=date(2026, 10, 31))
    (october,) = town.billing.get_consumption(wanted).months
    assert october.volume == 200
    town.clock.moment = datetime(2026, 12, 5, 6, tzinfo=UTC)
    town.run("2026-11")
    town.publish("2026-11")
    november = town.bill(period="2026-11")
    assert november.lines[0].method == "average"
    # six months before: 190, 230, 205, 215, 198 and October's 200
    assert sum(line.volume for line in november.lines) == round((190 + 230 + 205 + 215 + 198 + 200) / 6)
    assert [line.amount_kopecks for line in november.recalculations] == [-249_600], "the replay takes nothing back"
