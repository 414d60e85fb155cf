"""List what waits for a second person; release it, refuse it, take it back."""

from chassis.errors import Refusal
from contracts.approvals import Approval, ApprovalRef, ApprovalRefusal, Approvals, ApprovalsQuery
from contracts.billing import Correction, CorrectionUndo, PublicationWish
from services.billing.corrections.models import CorrectionRow
from services.billing.corrections.posting import released_correction, released_undo
from services.billing.importing.corrections import reference_of
from services.billing.run.publication import released_publication
from services.billing.settings import BillingWork
from services.billing.two_persons.holding import HELD
from services.billing.two_persons.limits import DEEDS, most_alone
from services.billing.two_persons.models import HeldCommandRow


def list_approvals(work: BillingWork, request: ApprovalsQuery) -> Approvals:
    """A page of them, the newest first, and what the caller may do alone."""
    approvals, more = HELD.page(work, request)
    limits: dict[str, int | None] = {deed: most_alone(work, deed) for deed in DEEDS}
    alone = {deed: most for deed, most in limits.items() if most is not None}
    return Approvals(approvals=approvals, more=more, alone=alone)


def approve(work: BillingWork, request: ApprovalRef) -> Approval:
    """The second person releases a command, which is executed in the same transaction.

    Refusals "approval_not_found", "approval_not_possible", and those of the command itself, after which it still waits.
    """
    row = HELD.release(work, request.approval_id)
    match row.deed:
        case "correction":
            released_correction(work, Correction.model_validate_json(row.command), row)
        case "undo_correction":
            released_undo(work, CorrectionUndo.model_validate_json(row.command), row)
        case "filed_correction":
            released_correction(work, Correction.model_validate_json(row.command), row, _document(work, row))
        case "filed_undo":
            released_undo(work, CorrectionUndo.model_validate_json(row.command), row, _document(work, row))
        case "publication":
            released_publication(work, PublicationWish.model_validate_json(row.command), row)
        case _:
            raise Refusal("approval_not_possible", "Этот запрос завела другая версия портала", "approval_id")
    return HELD.answer(row, work.now)


def refuse_approval(work: BillingWork, request: ApprovalRefusal) -> Approval:
    """The second person does not agree. Refusals "approval_not_found", "approval_not_possible"."""
    return HELD.refuse(work, request.approval_id, request.reason)


def withdraw_approval(work: BillingWork, request: ApprovalRef) -> Approval:
    """Who asked takes it back. Refusals "approval_not_found", "approval_not_possible"."""
    return HELD.withdraw(work, request.approval_id)


def _document(work: BillingWork, row: HeldCommandRow) -> str:
    """The reference of the file's document. Refusal "approval_not_possible" for one that is posted already."""
    reference = reference_of(row.account_number or "", row.subject)
    if work.session.get(CorrectionRow, reference) is not None:
        raise Refusal("approval_not_possible", "Документ с этим номером уже проведён", "approval_id")
    return reference
