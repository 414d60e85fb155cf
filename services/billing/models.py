"""Every table of billing, for the migrations: each lives with its feature."""

from services.billing.accounts.models import (
    Absence,
    Account,
    AccountAttributes,
    Change,
    DocumentId,
    Office,
    PaperWish,
    Residents,
    SeasonalBlock,
)
from services.billing.acts.models import Act
from services.billing.base import Base
from services.billing.bills.models import Bill, Charge, PrintedSupplier, PrintPart
from services.billing.corrections.models import CorrectionRow
from services.billing.debtors.models import NoticeBatchRow, NoticeItemRow
from services.billing.ledger.models import ClosingBalance, Entry, News
from services.billing.metering.models import Meter, Reading, WithdrawnReading
from services.billing.notices.models import AgreementRow, Notice, OtherDebt
from services.billing.owners.models import AccountTerm, FormerOwnerEntryRow
from services.billing.payouts.models import PayoutRow
from services.billing.penalties.models import PenaltyEntry
from services.billing.rates.models import Norm, Parameter, TariffRow, TierLimits
from services.billing.reports.models import ReportPartRow, ReportRow
from services.billing.run.models import Chunk, Result, Run
from services.billing.settlement.models import LateFact, RecalculationRow
from services.billing.two_persons.models import HeldCommandRow

__all__ = [
    "Absence",
    "Account",
    "AccountAttributes",
    "AccountTerm",
    "Act",
    "AgreementRow",
    "Base",
    "Bill",
    "Change",
    "Charge",
    "Chunk",
    "ClosingBalance",
    "CorrectionRow",
    "DocumentId",
    "Entry",
    "FormerOwnerEntryRow",
    "HeldCommandRow",
    "LateFact",
    "Meter",
    "News",
    "Norm",
    "Notice",
    "NoticeBatchRow",
    "NoticeItemRow",
    "Office",
    "OtherDebt",
    "PaperWish",
    "Parameter",
    "PayoutRow",
    "PenaltyEntry",
    "PrintPart",
    "PrintedSupplier",
    "Reading",
    "RecalculationRow",
    "ReportPartRow",
    "ReportRow",
    "Residents",
    "Result",
    "Run",
    "SeasonalBlock",
    "TariffRow",
    "TierLimits",
    "WithdrawnReading",
]
