"""Keep a command for the second person, and show it."""

from datetime import timedelta

from pydantic import BaseModel

from chassis.database import audit, second_person
from contracts.approvals import Approval
from services.billing.settings import BillingWork
from services.billing.two_persons.models import HeldCommandRow


def hold(
    work: BillingWork,
    deed: str,
    command: BaseModel,
    key: str,
    *,
    subject: str,
    account: str | None,
    kopecks: int,
    most: int,
    ground: str,
) -> Approval:
    """Keep it, once for a person's key."""
    wish = second_person.Wish(
        deed=deed,
        command=command,
        key=key,
        subject=subject,
        account_number=account,
        amount=kopecks,
        most=most,
        ground=ground,
        lasts=timedelta(days=work.dependencies.limits.on(work.clock.today()).days),
    )
    row, new = second_person.hold(work.session, HeldCommandRow, wish, work.caller, work.now)
    if new:
        note(work, "ask_approval", row)
    return shown(work, row)


def note(work: BillingWork, action: str, row: HeldCommandRow, **details: str) -> None:
    """The record of the trail: what, whose, how much, who asked."""
    facts = {"deed": row.deed, "requested_by": row.requested_by, "amount_kopecks": str(row.amount), **details}
    if row.ground:
        facts["ground"] = row.ground
    audit.record(work.session, work.now, action, subject=row.id, account=row.account_number, **facts)


def shown(work: BillingWork, row: HeldCommandRow) -> Approval:
    """As the contract has it."""
    month, _, district = row.subject.partition("/") if row.deed == "publication" else ("", "", "")
    return Approval.model_validate(
        {
            "approval_id": row.id,
            "deed": row.deed,
            "state": row.state_at(work.now),
            "account_number": row.account_number,
            "subject": row.subject,
            "amount_kopecks": row.amount,
            "limit_kopecks": row.most,
            "ground": row.ground,
            "requested_by": row.requested_by,
            "requested_at": row.requested_at,
            "expires_at": row.expires_at,
            "decided_by": row.decided_by,
            "decided_at": row.decided_at,
            "reason": row.reason,
            "month": month or None,
            "district": district or None,
        }
    )
