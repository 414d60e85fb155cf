"""billing: personal accounts, tariffs, charges, ledger, bills, notices."""

from contracts.bill import BillSnapshot, ChargeLine, Method, ReferenceDebts, RestrictionNotice
from contracts.billing.bills import BillChange, BillCode, BillGenuine, BillKey, BillList, BillRef, ChangePart
from contracts.billing.desk import (
    AccountFound,
    AccountQuery,
    AccountsFound,
    ChannelCredit,
    Correction,
    NoticeRequest,
    OtherDebts,
    RunRequest,
    RunState,
)
from contracts.billing.events import AccountsChanged, AccountState, BillPublished, RestrictionNoticeIssued, UsedReading
from contracts.billing.pricing import Price, PriceRequest, ZoneVolume
from contracts.billing.rpc import BillingRpc
from contracts.billing.screens import (
    Consumption,
    ConsumptionList,
    Credit,
    CreditList,
    Overview,
    Overviews,
    Settlement,
    SettlementList,
    Timeline,
    TimelineEntry,
)

__all__ = [
    "AccountFound",
    "AccountQuery",
    "AccountState",
    "AccountsChanged",
    "AccountsFound",
    "BillChange",
    "BillCode",
    "BillGenuine",
    "BillKey",
    "BillList",
    "BillPublished",
    "BillRef",
    "BillSnapshot",
    "BillingRpc",
    "ChangePart",
    "ChannelCredit",
    "ChargeLine",
    "Consumption",
    "ConsumptionList",
    "Correction",
    "Credit",
    "CreditList",
    "Method",
    "NoticeRequest",
    "OtherDebts",
    "Overview",
    "Overviews",
    "Price",
    "PriceRequest",
    "ReferenceDebts",
    "RestrictionNotice",
    "RestrictionNoticeIssued",
    "RunRequest",
    "RunState",
    "Settlement",
    "SettlementList",
    "Timeline",
    "TimelineEntry",
    "UsedReading",
    "ZoneVolume",
]
