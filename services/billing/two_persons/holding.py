"""Keep a command for the second person, and show it."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from chassis.database import second_person
from chassis.service.held_commands import HeldCommands
from contracts.approvals import Approval
from services.billing.settings import BillingWork
from services.billing.two_persons.models import HeldCommandRow


def _shown(row: HeldCommandRow, now: datetime) -> Approval:
    month, _, district = row.subject.partition("/") if row.deed == "publication" else ("", "", "")
    known = second_person.shown(row, now)
    return Approval.model_validate(known | {"month": month or None, "district": district or None})


HELD = HeldCommands(HeldCommandRow, _shown, subject=lambda row: row.id)


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
    return HELD.hold(work, wish)
