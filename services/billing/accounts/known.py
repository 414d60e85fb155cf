"""Find an account, or refuse a request that names none of ours."""

from sqlalchemy.orm import Session

from chassis.errors import Refusal
from services.billing.accounts.models import Account


def known_account(session: Session, number: str) -> Account:
    """Returns the account; Refusal "account_not_found"."""
    account = session.get(Account, number)
    if account is None:
        raise account_not_found(number)
    return account


def account_not_found(number: str, field: str = "account_number") -> Refusal:
    """Returns the refusal of a request whose `field` names an unknown account."""
    return Refusal("account_not_found", f"Лицевой счет {number} не найден", field)
