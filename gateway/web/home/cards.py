"""The data of one account's card on «Главная», composed from the services' answers."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from contracts.auth import LinkedAccount
from contracts.billing import Overview, Overviews
from contracts.payments import Payment
from contracts.readings import AccountMeter, AccountMeters, MeterState
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.web.home.debt import Term, term

IN_FLIGHT = ("registering", "awaiting_bank", "unknown")
CHANGES_BY_ITSELF = ("registering", "unknown")
MONEY_CAME = ("paid", "refunded", "partly_refunded", "reversed")


def compose(
    accounts: Iterable[LinkedAccount],
    overviews: Overviews | None,
    meters: AccountMeters | None,
    payments: list[Payment] | None,
) -> list["Card"]:
    """A card for each account; None for a service that did not answer."""
    about = {one.account_number: one for one in overviews.accounts} if overviews else {}
    device = {one.account_number: one for one in meters.accounts} if meters else {}
    return [
        Card(
            account=account,
            overview=about.get(account.number),
            meter=device.get(account.number),
            payments=None if payments is None else [one for one in payments if one.part_of(account.number)],
            nonce=secrets.token_urlsafe(12),
        )
        for account in accounts
    ]


@dataclass(frozen=True, slots=True)
class Card:
    """None stands for a service that did not answer: the card shows the rest and says what is missing."""

    account: LinkedAccount
    overview: Overview | None
    meter: AccountMeter | None
    payments: list[Payment] | None
    form: Form = field(default_factory=Form)
    nonce: str = ""

    @property
    def number(self) -> str:
        return self.account.number

    @property
    def device(self) -> MeterState | None:
        return self.meter.meter if self.meter else None

    @property
    def devices(self) -> list[MeterState]:
        """All meters of the account: a payment brings the readings of the first."""
        return [self.device, *self.meter.further_meters] if self.meter and self.device else []

    @property
    def closed(self) -> bool:
        """The account is closed: no readings are taken any more."""
        return bool(self.meter and self.meter.closed_on and self.meter.closed_on < today())

    @property
    def payable(self) -> bool:
        """Without the meter's digits or the address nothing can be paid correctly."""
        return self.overview is not None and self.meter is not None

    @property
    def in_flight(self) -> list[Payment]:
        """Payments that the bank has not decided yet."""
        return [payment for payment in self.payments or () if payment.state in IN_FLIGHT]

    @property
    def arriving_kopecks(self) -> int:
        """Confirmed by the bank since the bill was published and not yet in the ledger."""
        if self.overview is None or self.overview.bill is None:
            return 0
        since = self.overview.bill.published_at
        confirmed = sum(
            part.amount_kopecks - part.refunded_kopecks
            for payment in self.payments or ()
            if payment.state in MONEY_CAME and payment.paid_at and payment.paid_at >= since
            if (part := payment.part_of(self.number))
        )
        return max(0, confirmed - self.overview.paid_for_bill_kopecks)

    @property
    def waiting(self) -> bool:
        """Something changes by itself within a minute: the notice renews itself. What waits for its payer does not."""
        return self.arriving_kopecks > 0 or any(payment.state in CHANGES_BY_ITSELF for payment in self.in_flight)

    @property
    def nothing_due(self) -> bool:
        """What the bill asks for has been paid, here or anywhere else: nothing may invite to pay it again."""
        return self.overview is not None and self.overview.due_kopecks <= self.arriving_kopecks

    @property
    def days_to_pay(self) -> int:
        """Days until the bill is due; negative when the day has passed. Only for a card with a bill."""
        return (self.overview.bill.due_on - today()).days if self.overview and self.overview.bill else 0

    @property
    def term(self) -> Term | None:
        """The debt clock of a notice."""
        return term(self.overview.notice, today()) if self.overview and self.overview.notice else None

    @property
    def suggested_kopecks(self) -> int:
        """The sum that the form begins with (M4.1.7)."""
        return max(0, self.overview.due_kopecks - self.arriving_kopecks) if self.overview else 0
