"""Above the limit of a role a correction, its undoing and a publication wait for another person than who asked."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from contracts.approvals import Approval, ApprovalRef, ApprovalRefusal, ApprovalsQuery
from contracts.audit import AuditQuery
from contracts.billing import Correction, CorrectionUndo, PublicationWish, RunRequest
from contracts.limits import LimitEdition, Limits
from contracts.wire import AccountRef
from tests.support.billing_town import ONE, Town

pytestmark = pytest.mark.req("S4", "S5")
FIRST, SECOND = Caller("7", "accountant", ip="10.1.2.3"), Caller("8", "accountant", ip="10.1.2.4")
LIMIT = 5_000_000


def correction(kopecks: int, key: str = "correction-1") -> Correction:
    return Correction(account_number=ONE, amount_kopecks=kopecks, ground="по решению суда", idempotency_key=key)


def as_(caller: Caller) -> entered:  # type: ignore[valid-type]
    return entered(Context(caller=caller))


def asked(town: Town, kopecks: int = -9_000_000, key: str = "correction-1") -> Approval:
    with as_(FIRST):
        return town.billing.ask_correction(correction(kopecks, key))


def approve(town: Town, approval: Approval, who: Caller = SECOND) -> Approval:
    with as_(who):
        return town.billing.approve(ApprovalRef(approval_id=approval.approval_id))


def balance(town: Town) -> int:
    overview = town.overview()
    return overview.due_kopecks - overview.overpaid_kopecks


def trail(town: Town, action: str) -> list:
    with as_(Caller("1", "administrator")):
        return town.billing.list_audit(AuditQuery(actions=[action])).entries


def refused(code: str, call, *args) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        call(*args)
    assert refusal.value.code == code
    return refusal.value


def test_a_large_correction_is_posted_by_two_persons_and_the_trail_names_both(town: Town) -> None:
    """Desk A4: one accountant could post -9 999 999 999 roubles."""
    before = balance(town)
    with as_(FIRST):
        assert town.billing.preview_correction(correction(-9_000_000)).above_kopecks == LIMIT
        refused("approval_needed", town.billing.post_correction, correction(-9_000_000))
    approval = asked(town)
    assert asked(town).approval_id == approval.approval_id, "a double press asks once"
    assert town.count("corrections") == 0, "nothing moves before the second person"
    refused("approval_not_possible", approve, town, approval, FIRST)
    assert approve(town, approval).state == "approved"
    refused("approval_not_possible", approve, town, approval)
    assert balance(town) == before - 9_000_000
    [posted], [released], [wanted] = (trail(town, a) for a in ("post_correction", "approve_deed", "ask_approval"))
    assert (wanted.actor_id, wanted.ip) == ("7", "10.1.2.3")
    assert (released.actor_id, released.details["requested_by"], released.ip) == ("8", "7", "10.1.2.4")
    told = posted.details["old_debt_kopecks"], posted.details["new_debt_kopecks"]
    assert told == (str(before), str(before - 9_000_000)), "from what to what"


def test_a_sum_in_parts_is_judged_as_one_and_a_slip_is_taken_back_at_once(town: Town) -> None:
    before = balance(town)
    with as_(FIRST):
        town.billing.post_correction(correction(-3_000_000, "part-0001"))
        refused("approval_needed", town.billing.post_correction, correction(-3_000_000, "part-0002"))
        [line] = town.billing.list_corrections(AccountRef(account_number=ONE)).corrections
        undo = CorrectionUndo(account_number=ONE, correction=line.reference, idempotency_key="undo-00001")
        looked = town.billing.preview_undo(undo)
        assert (looked.before_kopecks, looked.after_kopecks, looked.above_kopecks) == (
            before - 3_000_000,
            before,
            None,
        )
        town.billing.undo_correction(undo)
    assert balance(town) == before


def test_what_two_persons_posted_is_undone_by_two(town: Town) -> None:
    before = balance(town)
    approve(town, asked(town))
    town.clock.moment += timedelta(minutes=1)
    with as_(SECOND):
        [line] = town.billing.list_corrections(AccountRef(account_number=ONE)).corrections
        undo = CorrectionUndo(account_number=ONE, correction=line.reference, idempotency_key="undo-00001")
        refused("approval_needed", town.billing.undo_correction, undo)
        approval = town.billing.ask_undo(undo)
    approve(town, approval, FIRST)
    with as_(SECOND):
        undone, first = town.billing.list_corrections(AccountRef(account_number=ONE)).corrections
    assert (undone.undoes, first.undone_by) == (first.reference, undone.reference), "the two are linked"
    assert balance(town) == before


def test_a_request_is_refused_with_a_reason_withdrawn_or_runs_out(town: Town) -> None:
    first, second, third = (asked(town, key=f"correction-{n}") for n in (1, 2, 3))
    with as_(SECOND):
        wish = ApprovalRefusal(approval_id=first.approval_id, reason="нет решения суда")
        assert town.billing.refuse_approval(wish).state == "refused"
        refused("approval_not_possible", town.billing.withdraw_approval, ApprovalRef(approval_id=second.approval_id))
    with as_(FIRST):
        assert town.billing.withdraw_approval(ApprovalRef(approval_id=second.approval_id)).state == "withdrawn"
    town.clock.moment += timedelta(days=15)
    assert refused("approval_not_possible", approve, town, third).details == {"state": "expired"}
    with as_(FIRST):
        assert town.billing.list_approvals(ApprovalsQuery()).approvals == []
        every = town.billing.list_approvals(ApprovalsQuery(waiting=False)).approvals
    assert [one.state for one in every] == ["expired", "withdrawn", "refused"] and every[2].reason == "нет решения суда"
    assert town.count("corrections") == 0
    refused("approval_not_found", approve, town, first.model_copy(update={"approval_id": "nothing"}))


def test_limits_are_dated_and_a_publication_of_a_large_month_needs_two(town: Town, monkeypatch) -> None:
    alone = {"accountant": 1_000}
    book = Limits(
        editions=(LimitEdition(since=date(2026, 1, 1)), LimitEdition(since=date(2026, 11, 5), publication=alone))
    )
    monkeypatch.setattr(town.billing.dependencies, "limits", book)
    assert book.on(date(2025, 5, 5)) == book.on(date(2026, 11, 4)) == book.editions[0]
    town.run()
    october = RunRequest(period="2026-10")
    with as_(FIRST):
        assert town.billing.list_approvals(ApprovalsQuery()).alone["publication"] == 1_000
        refused("approval_needed", town.billing.publish_period, october)
        approval = town.billing.ask_publication(PublicationWish(period="2026-10", idempotency_key="publish-01"))
        again = town.billing.ask_publication(PublicationWish(period="2026-10", idempotency_key="publish-02"))
    assert again.approval_id == approval.approval_id, "one request for a run"
    town.clock.moment += timedelta(minutes=1)
    town.run()
    assert "заново" in refused("approval_not_possible", approve, town, approval).message
    town.clock.moment += timedelta(minutes=1)
    with as_(FIRST):
        approval = town.billing.ask_publication(PublicationWish(period="2026-10", idempotency_key="publish-03"))
    approve(town, approval)
    town.work()
    assert town.billing.get_run(october).state == "published"


def test_the_moment_of_a_request_is_kept(town: Town) -> None:
    approval = asked(town)
    assert approval.requested_at == datetime(2026, 11, 5, 6, tzinfo=UTC)
    assert approval.expires_at - approval.requested_at == timedelta(days=14)
