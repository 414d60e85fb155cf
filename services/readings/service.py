"""The nameko service: each method names its use case."""

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.context import current
from chassis.database.sessions import Database
from chassis.service.administration import ANSWERS
from chassis.service.declarations import every, handles, serves
from contracts import readings as c
from contracts.access import ACCESS
from contracts.billing import BillingSupplyChecked, BillPublished
from contracts.figures import Figures, FiguresQuery
from contracts.payments import PaymentSucceeded
from contracts.wire import AccountRefs, AccountsInterval, Interval
from intake.package_answers import ANSWERS as PACKAGE_ANSWERS
from intake.worker import Worker, record_vote
from services.readings import daily_stats
from services.readings.history import lives, remember_bill, withdraw
from services.readings.importing.load import WHOLE_TOWN, loading, supply_checked
from services.readings.meters import announce_meters, show_meters
from services.readings.submission import check, control, record_payment, submit


@serves(c.ReadingsRpc, access=ACCESS["readings"], ready={**ANSWERS, **PACKAGE_ANSWERS})
class ReadingsService:
    """readings: meters, and what was received, how, and what became of it."""

    name = "readings"
    database = Database()
    clock = Clock()

    def get_meters(self, request: AccountRefs) -> c.AccountMeters:
        with self.database.reading() as session:
            return show_meters.show_meters(session, request, self.clock)

    def check_readings(self, request: c.ReadingCheck) -> c.CheckResult:
        with self.database.reading() as session:
            return check.check_readings(session, request, self.clock)

    def submit_readings(self, request: c.ReadingSubmission) -> c.ReadingAccepted:
        with self.database.transaction() as session:
            return submit.submit_readings(session, request, current().caller, self.clock)

    def list_readings(self, request: Interval) -> c.ReadingList:
        with self.database.reading() as session:
            return lives.list_readings(session, request, self.clock)

    def list_paid_with(self, request: c.PaidWith) -> c.SentReadings:
        with self.database.reading() as session:
            return lives.list_paid_with(session, request)

    def list_sent_without_payment(self, request: AccountsInterval) -> c.SentReadings:
        with self.database.reading() as session:
            return lives.list_sent(session, request)

    def record_control_reading(self, request: c.ControlReading) -> c.ReadingAccepted:
        with self.database.transaction() as session:
            return control.record_control_reading(session, request, current().caller, self.clock)

    def withdraw_reading(self, request: c.ReadingCorrection) -> c.ReadingLife:
        with self.database.transaction() as session:
            return withdraw.withdraw_reading(session, request, current().caller, self.clock)

    def get_figures(self, request: FiguresQuery) -> Figures:
        with self.database.reading() as session:
            return daily_stats.get_figures(session, request, self.clock)

    @every(seconds=1)
    def announce_meters(self) -> None:
        announce_meters.announce_meters(self.database)

    @handles(PaymentSucceeded)
    def record_paid_reading(self, event: PaymentSucceeded, session: Session) -> None:
        record_payment.record_payment(session, event)

    @handles(BillPublished)
    def remember_bill(self, event: BillPublished, session: Session) -> None:
        remember_bill.remember_bill(session, event)

    @handles(BillingSupplyChecked)
    def hear_check(self, event: BillingSupplyChecked, session: Session) -> None:
        record_vote(session, event.package_id, event.SOURCE, event.accepted)

    @every(seconds=1, limit=WHOLE_TOWN)
    def load_packages(self) -> None:
        Worker(self.database, loading(self.clock), self.clock, supply_checked).drain()
