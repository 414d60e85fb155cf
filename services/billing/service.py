"""The nameko service: each method names its use case or its query."""

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.service.administration import ANSWERS
from chassis.service.declarations import every, handles, serves
from chassis.settings import load
from contracts import billing as c
from contracts.access import ACCESS
from contracts.bill import BillSnapshot, RestrictionNotice
from contracts.payments import PaymentRefunded, PaymentSucceeded
from contracts.readings import ReadingRecorded, ReadingsSupplyChecked, ReadingWithdrawn
from contracts.registers import CreditReceived, CreditReleased
from contracts.wire import AccountRef, AccountRefs, Interval
from intake.package_answers import ANSWERS as PACKAGE_ANSWERS
from intake.worker import Worker, record_vote
from services.billing.bills import explaining, listing, previewing
from services.billing.importing.load import WHOLE_TOWN, loading, supply_checked
from services.billing.ledger import announcing, channels, credit_list, news, payments, staff, timeline
from services.billing.metering import copying
from services.billing.notices import agreements, case_status, debts, issuing, steps
from services.billing.queries import consumption, debtors, overviews, penalty_forecast, search, settlements
from services.billing.rates import listing as rates
from services.billing.rates import pricing
from services.billing.run import preview, report, rows, start
from services.billing.run.work import RunContext, drain
from services.billing.settings import BillingSettings


@serves(c.BillingRpc, access=ACCESS["billing"], ready={**ANSWERS, **PACKAGE_ANSWERS})
class BillingService:
    """billing: personal accounts, charges, the ledger, bills, notices."""

    name = "billing"
    database = Database()
    clock = Clock()

    @property
    def settings(self) -> BillingSettings:
        settings: BillingSettings = load(BillingSettings)
        return settings

    def get_overviews(self, request: AccountRefs) -> c.Overviews:
        with self.database.reading() as session:
            return overviews.get_overviews(session, request.account_numbers, self.clock)

    def forecast_penalty(self, request: AccountRef) -> c.PenaltyForecast:
        with self.database.reading() as session:
            return penalty_forecast.forecast_penalty(session, request.account_number, self.clock)

    def list_bills(self, request: AccountRef) -> c.BillList:
        with self.database.reading() as session:
            return listing.list_bills(session, request.account_number)

    def get_bill(self, request: c.BillKey) -> BillSnapshot:
        with self.database.reading() as session:
            return listing.get_bill(session, request)

    def explain_bill(self, request: c.BillKey) -> c.BillChange:
        with self.database.reading() as session:
            return explaining.explain_bill(session, request)

    def check_bill(self, request: c.BillCode) -> c.BillGenuine:
        with self.database.reading() as session:
            return listing.check_bill(session, request.code)

    def list_credits(self, request: Interval) -> c.CreditList:
        with self.database.reading() as session:
            return credit_list.list_credits(session, request)

    def list_settlements(self, request: Interval) -> c.SettlementList:
        with self.database.reading() as session:
            return settlements.list_settlements(session, request)

    def get_timeline(self, request: Interval) -> c.Timeline:
        with self.database.reading() as session:
            return timeline.get_timeline(session, request)

    def get_consumption(self, request: Interval) -> c.ConsumptionList:
        with self.database.reading() as session:
            return consumption.get_consumption(session, request)

    def price_volumes(self, request: c.PriceRequest) -> c.Price:
        with self.database.reading() as session:
            return pricing.price_volumes(session, request)

    def run_period(self, request: c.RunRequest) -> c.RunState:
        with self.database.transaction() as session:
            return start.start_run(session, request, self.clock)

    def publish_period(self, request: c.RunRequest) -> c.RunState:
        with self.database.transaction() as session:
            return start.start_publication(session, request, self.clock)

    def get_run(self, request: c.RunRequest) -> c.RunState:
        with self.database.transaction() as session:
            return report.report(session, request)

    def preview_run(self, request: c.RunRequest) -> c.RunPreview:
        with self.database.reading() as session:
            return preview.preview_run(session, request)

    def list_run_rows(self, request: c.RunRowsQuery) -> c.RunRows:
        with self.database.reading() as session:
            return rows.list_run_rows(session, request)

    def preview_bill(self, request: c.BillKey) -> BillSnapshot:
        with self.database.reading() as session:
            return previewing.preview_bill(session, request, self.settings.supplier, self.clock.now())

    def list_revisions(self, request: c.BillKey) -> c.BillList:
        with self.database.reading() as session:
            return listing.list_revisions(session, request)

    def list_rates(self, request: c.RatesQuery) -> c.Rates:
        with self.database.reading() as session:
            return rates.list_rates(session, request.on)

    def post_correction(self, request: c.Correction) -> c.Timeline:
        with self.database.transaction() as session:
            return staff.post_correction(session, request, self.clock)

    def set_other_debts(self, request: c.OtherDebts) -> c.Overview:
        with self.database.transaction() as session:
            debts.set_other_debts(session, request, self.clock)
            return overviews.get_overviews(session, [request.account_number], self.clock).accounts[0]

    def issue_notice(self, request: c.NoticeRequest) -> RestrictionNotice:
        with self.database.transaction() as session:
            return issuing.issue_notice(session, request, self.clock)

    def send_notice(self, request: c.NoticeSending) -> c.RestrictionCase:
        with self.database.transaction() as session:
            return issuing.send_notice(session, request, self.clock)

    def record_step(self, request: c.RestrictionStep) -> c.RestrictionCase:
        with self.database.transaction() as session:
            return steps.record_step(session, request, self.clock)

    def record_agreement(self, request: c.AgreementRequest) -> c.Agreement:
        with self.database.transaction() as session:
            return agreements.record_agreement(session, request, self.clock)

    def get_restriction(self, request: AccountRef) -> c.RestrictionCase:
        with self.database.reading() as session:
            return case_status.restriction_case(session, request.account_number, self.clock)

    def list_debtors(self, request: c.DebtorQuery) -> c.DebtorPage:
        with self.database.reading() as session:
            return debtors.list_debtors(session, request, self.clock)

    def post_credit(self, request: c.ChannelCredit) -> c.Credit:
        with self.database.transaction() as session:
            return staff.post_credit(session, request, self.clock)

    def find_accounts(self, request: c.AccountQuery) -> c.AccountsFound:
        with self.database.reading() as session:
            return search.find_accounts(session, request)

    @handles(PaymentSucceeded)
    def credit_payment(self, event: PaymentSucceeded, session: Session) -> None:
        payments.credit_payment(session, event, self.settings.portal_channel)

    @handles(PaymentRefunded)
    def debit_refund(self, event: PaymentRefunded, session: Session) -> None:
        payments.debit_refund(session, event)

    @handles(CreditReceived)
    def credit_operation(self, event: CreditReceived, session: Session) -> None:
        channels.credit_operation(session, event)

    @handles(CreditReleased)
    def release_operation(self, event: CreditReleased, session: Session) -> None:
        channels.release_operation(session, event)

    @handles(ReadingRecorded)
    def copy_reading(self, event: ReadingRecorded, session: Session) -> None:
        copying.record(session, event)

    @handles(ReadingWithdrawn)
    def withdraw_reading(self, event: ReadingWithdrawn, session: Session) -> None:
        copying.withdraw(session, event)

    @every(seconds=1)
    def announce_debts(self) -> None:
        announcing.announce_debts(self.database)

    @every(seconds=1)
    def work_runs(self) -> None:
        drain(RunContext(database=self.database, clock=self.clock, supplier=self.settings.supplier))

    @every(seconds=2)
    def tell_news(self) -> None:
        news.publish_news(self.database)

    @handles(ReadingsSupplyChecked)
    def hear_check(self, event: ReadingsSupplyChecked, session: Session) -> None:
        record_vote(session, event.package_id, event.SOURCE, event.accepted)

    @every(seconds=1, limit=WHOLE_TOWN)
    def load_packages(self) -> None:
        Worker(self.database, loading(self.clock), self.clock, supply_checked).drain()
