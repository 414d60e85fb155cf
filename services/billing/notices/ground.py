"""Whether a debt is a ground for a notice: above two monthly payments by norm, and no agreement is kept (п. 118)."""

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.errors import Refusal
from services.billing.accounts.known import known_account
from services.billing.accounts.models import Account
from services.billing.accounts.residents import persons_on
from services.billing.ledger.balance import due
from services.billing.notices.agreed import agreement_of
from services.billing.rates.book import open_book
from services.billing.rules import norms
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.periods import period_of
from services.billing.rules.restriction import grounds, threshold
from services.billing.rules.tariffs import ONE_RATE


def month_by_norm(account: Account, persons: int, book: RateBook) -> tuple[int, int]:
    """kWh of the norm for the whole household, and kopecks of one kWh: the two factors of a monthly payment."""
    kwh = norms.kwh(book.norm(account.stove, account.rooms, persons), persons)
    return kwh, book.tariff(account.tariff_group, account.heating).price(ONE_RATE, 1)


def debt_with_ground(session: Session, account_number: str, clock: Clock) -> int:
    """The energy debt now; Refusal "bad_request" when it is no ground for a notice."""
    account = known_account(session, account_number)
    debt = due(session, account_number)
    book = open_book(session, period_of(clock.today()))
    persons = persons_on(session, [account], clock.today())[account_number]
    kwh, price = month_by_norm(account, persons, book)
    agreement = agreement_of(session, account_number, clock.today())
    kept = agreement is not None and agreement.state == "kept"
    if grounds(debt, kwh, price, book.policy, kept):
        return debt
    least = threshold(kwh, price, book.policy)
    raise Refusal(
        "bad_request",
        "Соглашение о рассрочке выполняется: оснований для уведомления нет (ПП 354, п. 118)"
        if debt > least
        else f"Для уведомления долг должен быть больше {least // 100},{least % 100:02d} руб. (ПП 354, п. 118)",
        "account_number",
        {"threshold_kopecks": least, "debt_kopecks": debt},
    )
