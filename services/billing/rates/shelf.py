"""The rates of the months that a run looks at, each month read once."""

from sqlalchemy.orm import Session

from chassis.errors import Refusal
from services.billing.rates.book import open_book
from services.billing.rules.charge.rate_book import RateBook


class BookShelf:
    """The book of a run's period and those of the closed months that it charges again."""

    def __init__(self, session: Session, period: str) -> None:
        """Raises Refusal "tariff_not_found" when no tariff at all is loaded for the period."""
        self.present = open_book(session, period)
        self._known: dict[str, RateBook | None] = {period: self.present}

    @property
    def period(self) -> str:
        return self.present.period

    def of(self, session: Session, month: str) -> RateBook | None:
        """Returns the month's book; None when no tariff at all is loaded for it."""
        if month not in self._known:
            try:
                self._known[month] = open_book(session, month)
            except Refusal:
                self._known[month] = None
        return self._known[month]
