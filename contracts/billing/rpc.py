"""The methods of billing."""

from typing import Protocol

from contracts.audit import KeepsAudit
from contracts.bill import BillSnapshot, RestrictionNotice
from contracts.billing.account_card import AccountCard
from contracts.billing.acts import AccountAct, AccountActRequest, AccountActs, ActCancellation
from contracts.billing.bills import BillChange, BillCode, BillGenuine, BillKey, BillList
from contracts.billing.debt_rpc import KeepsDebts
from contracts.billing.desk import (
    AccountQuery,
    AccountsFound,
    ChannelCredit,
    NoticeRequest,
    OtherDebts,
    RunRequest,
    RunState,
)
from contracts.billing.first_day import FirstDay
from contracts.billing.money_rpc import MovesMoney
from contracts.billing.owners import (
    ClosedAccounts,
    ClosedAccountsQuery,
    FormerOwnerPayment,
    OwnerChange,
    OwnerTerms,
    RenamedAccounts,
    RenamedQuery,
)
from contracts.billing.paper import PaperBills, PaperQuery, PrintJob
from contracts.billing.pricing import Price, PriceRequest
from contracts.billing.rates import Rates, RatesQuery
from contracts.billing.reports import Report, ReportList, ReportPart, ReportRef, ReportRequest, ReportRows
from contracts.billing.restriction import (
    Agreement,
    AgreementRequest,
    DebtorPage,
    DebtorQuery,
    NoticeSending,
    RestrictionCase,
    RestrictionStep,
)
from contracts.billing.runs import (
    AccountRecalculations,
    RecalculationPage,
    RecalculationPreview,
    RecalculationsQuery,
    RevisedBills,
    RevisionsQuery,
    RunPreview,
    RunRows,
    RunRowsQuery,
)
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
from contracts.dead_letters import KeepsDeadLetters
from contracts.methods import account, allows, anyone, refuses, staff
from contracts.roles import ACCOUNTANTS
from contracts.supply import TakesPackages
from contracts.wire import AccountRef, AccountRefs, Interval, Nothing


class BillingRpc(MovesMoney, KeepsDebts, TakesPackages, KeepsAudit, KeepsDeadLetters, Protocol):
    @allows(account("account_numbers"))
    @refuses()
    def get_overviews(self, request: AccountRefs) -> Overviews: ...

    @allows(account())
    @refuses()
    def forecast_penalty(self, request: AccountRef) -> PenaltyForecast: ...

    @allows(account())
    @refuses()
    def list_bills(self, request: AccountRef) -> BillList: ...

    @allows(account())
    @refuses("bill_not_found")
    def get_bill(self, request: BillKey) -> BillSnapshot: ...

    @allows(account())
    @refuses("bill_not_found")
    def explain_bill(self, request: BillKey) -> BillChange: ...

    @allows(anyone())
    @refuses()
    def check_bill(self, request: BillCode) -> BillGenuine: ...

    @allows(account())
    @refuses()
    def list_credits(self, request: Interval) -> CreditList: ...

    @allows(account())
    @refuses()
    def list_settlements(self, request: Interval) -> SettlementList: ...

    @allows(account())
    @refuses()
    def get_timeline(self, request: Interval) -> Timeline: ...

    @allows(account())
    @refuses()
    def get_consumption(self, request: Interval) -> ConsumptionList: ...

    @allows(account())
    @refuses("tariff_not_found")
    def price_volumes(self, request: PriceRequest) -> Price: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("period_not_open", "tariff_not_found")
    def run_period(self, request: RunRequest) -> RunState: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("not_calculated", "not_ready", "approval_needed")
    def publish_period(self, request: RunRequest) -> RunState: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def get_run(self, request: RunRequest) -> RunState: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("not_calculated")
    def preview_run(self, request: RunRequest) -> RunPreview: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_run_rows(self, request: RunRowsQuery) -> RunRows: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def preview_recalculations(self, request: RunRequest) -> RecalculationPreview: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_recalculations(self, request: RecalculationsQuery) -> RecalculationPage: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_revisions_of_run(self, request: RevisionsQuery) -> RevisedBills: ...

    @allows(account())
    @refuses()
    def list_account_recalculations(self, request: AccountRef) -> AccountRecalculations: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("not_calculated")
    def preview_bill(self, request: BillKey) -> BillSnapshot: ...

    @allows(account())
    @refuses()
    def list_revisions(self, request: BillKey) -> BillList: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_rates(self, request: RatesQuery) -> Rates: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("period_not_open")
    def change_owner(self, request: OwnerChange) -> OwnerTerms: ...

    @allows(staff())
    @refuses()
    def list_owners(self, request: AccountRef) -> OwnerTerms: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("account_not_found")
    def post_former_payment(self, request: FormerOwnerPayment) -> OwnerTerms: ...

    @allows(staff())
    @refuses()
    def list_renamed(self, request: RenamedQuery) -> RenamedAccounts: ...

    @allows(staff())
    @refuses()
    def list_closed_accounts(self, request: ClosedAccountsQuery) -> ClosedAccounts: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses()
    def set_other_debts(self, request: OtherDebts) -> Overview: ...

    @allows(staff())
    @refuses()
    def issue_notice(self, request: NoticeRequest) -> RestrictionNotice: ...

    @allows(staff())
    @refuses()
    def send_notice(self, request: NoticeSending) -> RestrictionCase: ...

    @allows(staff())
    @refuses()
    def record_step(self, request: RestrictionStep) -> RestrictionCase: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def record_agreement(self, request: AgreementRequest) -> Agreement: ...

    @allows(staff())
    @refuses()
    def get_restriction(self, request: AccountRef) -> RestrictionCase: ...

    @allows(staff())
    @refuses()
    def list_debtors(self, request: DebtorQuery) -> DebtorPage: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses()
    def post_credit(self, request: ChannelCredit) -> Credit: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def get_first_day(self, request: Nothing) -> FirstDay: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def start_report(self, request: ReportRequest) -> Report: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_reports(self, request: Nothing) -> ReportList: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("report_not_found")
    def get_report(self, request: ReportRef) -> Report: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("report_not_found")
    def list_report_rows(self, request: ReportPart) -> ReportRows: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_paper_bills(self, request: PaperQuery) -> PaperBills: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def start_printing(self, request: RunRequest) -> PrintJob: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def get_printing(self, request: RunRequest) -> PrintJob: ...

    @allows(staff())
    @refuses()
    def get_account_card(self, request: AccountRef) -> AccountCard: ...

    @allows(staff())
    @refuses()
    def find_accounts(self, request: AccountQuery) -> AccountsFound: ...

    @allows(staff())
    @refuses("act_refused")
    def record_act(self, request: AccountActRequest) -> AccountAct: ...

    @allows(staff())
    @refuses("act_not_found", "act_refused")
    def cancel_act(self, request: ActCancellation) -> AccountAct: ...

    @allows(staff())
    @refuses()
    def list_acts(self, request: AccountRef) -> AccountActs: ...
