"""The methods of billing."""

from typing import Protocol

from contracts.audit import KeepsAudit
from contracts.bill import BillSnapshot, RestrictionNotice
from contracts.billing.bills import BillChange, BillCode, BillGenuine, BillKey, BillList
from contracts.billing.desk import (
    AccountQuery,
    AccountsFound,
    ChannelCredit,
    Correction,
    NoticeRequest,
    OtherDebts,
    RunRequest,
    RunState,
)
from contracts.billing.pricing import Price, PriceRequest
from contracts.billing.rates import Rates, RatesQuery
from contracts.billing.restriction import (
    Agreement,
    AgreementRequest,
    DebtorPage,
    DebtorQuery,
    NoticeSending,
    RestrictionCase,
    RestrictionStep,
)
from contracts.billing.runs import RunPreview, RunRows, RunRowsQuery
from contracts.billing.screens import (
    ConsumptionList,
    Credit,
    CreditList,
    Overview,
    Overviews,
    PenaltyForecast,
    SettlementList,
    Timeline,
)
from contracts.dead_letters import ParksDeadLetters
from contracts.supply import TakesPackages
from contracts.wire import AccountRef, AccountRefs, Interval, refuses


class BillingRpc(TakesPackages, KeepsAudit, ParksDeadLetters, Protocol):
    @refuses()
    def get_overviews(self, request: AccountRefs) -> Overviews: ...

    @refuses()
    def forecast_penalty(self, request: AccountRef) -> PenaltyForecast: ...

    @refuses()
    def list_bills(self, request: AccountRef) -> BillList: ...

    @refuses("bill_not_found")
    def get_bill(self, request: BillKey) -> BillSnapshot: ...

    @refuses("bill_not_found")
    def explain_bill(self, request: BillKey) -> BillChange: ...

    @refuses()
    def check_bill(self, request: BillCode) -> BillGenuine: ...

    @refuses()
    def list_credits(self, request: Interval) -> CreditList: ...

    @refuses()
    def list_settlements(self, request: Interval) -> SettlementList: ...

    @refuses()
    def get_timeline(self, request: Interval) -> Timeline: ...

    @refuses()
    def get_consumption(self, request: Interval) -> ConsumptionList: ...

    @refuses("tariff_not_found")
    def price_volumes(self, request: PriceRequest) -> Price: ...

    @refuses("period_not_open", "tariff_not_found")
    def run_period(self, request: RunRequest) -> RunState: ...

    @refuses("not_calculated")
    def publish_period(self, request: RunRequest) -> RunState: ...

    @refuses()
    def get_run(self, request: RunRequest) -> RunState: ...

    @refuses("not_calculated")
    def preview_run(self, request: RunRequest) -> RunPreview: ...

    @refuses()
    def list_run_rows(self, request: RunRowsQuery) -> RunRows: ...

    @refuses("not_calculated")
    def preview_bill(self, request: BillKey) -> BillSnapshot: ...

    @refuses()
    def list_revisions(self, request: BillKey) -> BillList: ...

    @refuses()
    def list_rates(self, request: RatesQuery) -> Rates: ...

    @refuses()
    def post_correction(self, request: Correction) -> Timeline: ...

    @refuses()
    def set_other_debts(self, request: OtherDebts) -> Overview: ...

    @refuses()
    def issue_notice(self, request: NoticeRequest) -> RestrictionNotice: ...

    @refuses()
    def send_notice(self, request: NoticeSending) -> RestrictionCase: ...

    @refuses()
    def record_step(self, request: RestrictionStep) -> RestrictionCase: ...

    @refuses()
    def record_agreement(self, request: AgreementRequest) -> Agreement: ...

    @refuses()
    def get_restriction(self, request: AccountRef) -> RestrictionCase: ...

    @refuses()
    def list_debtors(self, request: DebtorQuery) -> DebtorPage: ...

    @refuses()
    def post_credit(self, request: ChannelCredit) -> Credit: ...

    @refuses()
    def find_accounts(self, request: AccountQuery) -> AccountsFound: ...
