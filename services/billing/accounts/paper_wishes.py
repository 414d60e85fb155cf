"""Who gets bills on paper: everybody who has not refused it, and whom the supplier's file names."""

from sqlalchemy.dialects.postgresql import insert

from contracts.notifications import DeliveryChosen
from services.billing.accounts.models import PaperWish
from services.billing.settings import BillingWork

WANTS_PAPER = (
    "(not exists (select from paper_wishes w where w.account_number = {number} and not w.paper)"
    " or exists (select from accounts p where p.number = {number} and p.paper))"
)
"""SQL condition on an account number."""


def record_choice(work: BillingWork, event: DeliveryChosen) -> None:
    """Store the choice unless a newer one is known."""
    new = insert(PaperWish).values(
        account_number=event.account_number, paper=event.paper_bill, chosen_at=event.chosen_at
    )
    work.session.execute(
        new.on_conflict_do_update(
            index_elements=["account_number"],
            set_={"paper": new.excluded.paper, "chosen_at": new.excluded.chosen_at},
            where=PaperWish.chosen_at < new.excluded.chosen_at,
        )
    )
