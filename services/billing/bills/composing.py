"""Compose the bill of one account from a run's result and from what publication has read of the account. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from contracts.bill import (
    AbsenceLine,
    AgreementBlock,
    BillSnapshot,
    InstalmentOffer,
    Method,
    Office,
    RaisingFactor,
    Recalculation,
    ReferenceDebts,
    Subscriber,
    SupplierBlock,
)
from contracts.wire import Zone
from services.billing.bills.outcome import ChargeOutcome
from services.billing.notices.case import Case
from services.billing.rates.groups import GROUPS
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.due_dates import due_day
from services.billing.rules.instalments import must_be_offered
from services.billing.rules.periods import last_day, month_of_quarter
from services.billing.rules.policy import Policy
from wording.acts import act
from wording.moscow import moscow_day

FORM_VERSION = 2
REFUSED_ACCESS = "отказ в допуске к прибору учёта"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedAccount:
    """A calculated account with what its bill prints of it: a row of `publish_source`, column by column."""

    account_number: str
    method: Method
    charged_kopecks: int
    year_ago_kopecks: int
    """Charged for the same month of the year before; 0 when it was not charged."""
    vat_kopecks: int
    outcome: str
    """JSON of a `ChargeOutcome`."""
    opening_kopecks: int
    full_name: str
    address: str
    rooms: int
    persons: int
    tariff_group: str
    managing_company: str
    multiplier: Decimal
    multiplier_ground: str
    paper: bool
    """Its bills go out on paper."""
    office_name: str
    office_address: str
    office_phones: str
    unified_account: str
    document_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBill:
    """The bill of the period that is out."""

    account_number: str
    revision: int
    snapshot_version: int
    snapshot: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Debts:
    """Kopecks that the account owes beside energy."""

    account_number: str = ""
    earlier_penalty: int = 0
    """Without this period's."""
    court: int = 0
    duty: int = 0
    restriction: int = 0
    posted_penalty: int = 0
    """Of this period, posted by its bills that are out."""


class Posted(NamedTuple):
    """A correction by staff; of one without kWh the rest is None."""

    ground: str
    kopecks: int
    month: str | None = None
    """The month that it mends."""
    zone: Zone | None = None
    volume: int | None = None
    vat_rate: int | None = None
    vat_kopecks: int | None = None

    def line(self) -> Recalculation:
        """As the bill prints it."""
        return Recalculation(
            ground=self.ground,
            amount_kopecks=self.kopecks,
            settles=self.month,
            month=self.month,
            zone=self.zone,
            volume=self.volume,
            vat_rate=self.vat_rate,
            vat_kopecks=self.vat_kopecks,
        )


@dataclass(slots=True)
class Money:
    """What was posted for one account in the period, beside charges."""

    paid: int = 0
    corrections: list[Posted] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillSource:
    """All that one account brings to its bill."""

    account: ChargedAccount
    last_bill: LastBill | None
    money: Money
    debts: Debts
    case: Case | None
    """Its last notice of a restriction."""
    agreement: AgreementBlock | None = None
    """Its instalment agreement, unless the debt is paid."""
    absence_grounds: Mapping[date, str] = field(default_factory=dict)
    """By the first day of the absence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What the bills of one publication have in common."""

    book: RateBook
    policy_on: Callable[[date], Policy]
    supplier: SupplierBlock
    issued_at: datetime


def compose(source: BillSource, outcome: ChargeOutcome, edition: Edition, *, code: str) -> BillSnapshot:
    """Return the account's next bill of the period.

    Raises pydantic's ValidationError when a value is none that the contract allows: such a bill must not be stored.
    """
    book, account, money = edition.book, source.account, source.money
    revision = source.last_bill.revision + 1 if source.last_bill else 1
    number = f"{account.account_number}-{book.period}"
    recalculations = [*(posted.line() for posted in money.corrections), *outcome.recalculation_lines]
    recalculated = sum(part.amount_kopecks for part in recalculations)
    total = account.opening_kopecks + account.charged_kopecks + recalculated - money.paid
    today = moscow_day(edition.issued_at)
    return BillSnapshot(
        form_version=FORM_VERSION,
        number=number if revision == 1 else f"{number}-{revision}",
        code=code,
        period=book.period,
        revision=revision,
        issued_at=edition.issued_at,
        due_on=due_day(book.period, book.policy, today),
        supplier=edition.supplier,
        subscriber=_subscriber(source),
        meters=outcome.meters,
        lines=outcome.lines,
        recalculations=recalculations,
        opening_kopecks=account.opening_kopecks,
        charged_kopecks=account.charged_kopecks,
        recalculated_kopecks=recalculated,
        paid_kopecks=money.paid,
        total_kopecks=total,
        vat_rate=book.policy.vat_rate,
        vat_kopecks=account.vat_kopecks
        + outcome.recalculated_vat
        + sum(posted.vat_kopecks or 0 for posted in money.corrections),
        payments_until=last_day(book.period),
        debts=_debts(source, outcome),
        penalty=outcome.penalty_block,
        agreement=source.agreement,
        instalment_offer=_instalment_offer(account, book.policy),
        notice=source.case.shown(today, edition.policy_on) if source.case and total > 0 else None,
        readings_until_day=book.policy.cutoff_day,
        raising=_raising(account, outcome, book.policy),
        absences=_absences(source, outcome),
        informs=book.policy.information_month in (0, month_of_quarter(book.period)),
    )


def _raising(account: ChargedAccount, outcome: ChargeOutcome, policy: Policy) -> RaisingFactor | None:
    """The factor that raised the month's charge, the account's own or that of refused access."""
    if not any(line.excess_kopecks for line in outcome.lines):
        return None
    if account.multiplier == 1:
        return RaisingFactor(factor=f"{policy.refusal_factor:f}", ground=_refused_access(outcome))
    return RaisingFactor(factor=f"{account.multiplier:f}", ground=account.multiplier_ground)


def _refused_access(outcome: ChargeOutcome) -> str:
    """`отказ в допуске к прибору учёта: акт № 7 от 12.09.2026`; a run of the last release has not stored the acts."""
    acts = ", ".join(act(one.number, one.happened_on) for one in outcome.refused)
    return f"{REFUSED_ACCESS}: {acts}" if acts else REFUSED_ACCESS


def _absences(source: BillSource, outcome: ChargeOutcome) -> list[AbsenceLine]:
    return [
        AbsenceLine(**one.model_dump() | {"ground": source.absence_grounds.get(one.since, "заявление")})
        for one in outcome.absences
    ]


def _instalment_offer(account: ChargedAccount, policy: Policy) -> InstalmentOffer | None:
    charged, year_ago = account.charged_kopecks, account.year_ago_kopecks
    if not must_be_offered(charged, year_ago, policy):
        return None
    return InstalmentOffer(charged_kopecks=charged, year_ago_kopecks=year_ago, percent=policy.instalment_offer_percent)


def _subscriber(source: BillSource) -> Subscriber:
    account = source.account
    return Subscriber(
        account_number=account.account_number,
        full_name=account.full_name,
        address=account.address,
        rooms=account.rooms,
        persons=account.persons,
        tariff_group=GROUPS.get(account.tariff_group, account.tariff_group),
        managing_company=account.managing_company,
        document_id=account.document_id,
        office=Office(name=account.office_name, address=account.office_address, phones=account.office_phones),
        unified_account=account.unified_account,
    )


def _debts(source: BillSource, outcome: ChargeOutcome) -> ReferenceDebts:
    debts = source.debts
    return ReferenceDebts(
        penalty_kopecks=debts.earlier_penalty + outcome.penalty_kopecks,
        court_kopecks=debts.court,
        duty_kopecks=debts.duty,
        restriction_kopecks=debts.restriction,
    )
