"""A town of a few accounts, written as CSV, loaded by the import, billed by the service that the gateway calls."""

import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from chassis.clock import FixedClock
from chassis.context import Caller, Context, entered
from chassis.database.sessions import Database
from contracts.bill import BillSnapshot
from contracts.billing import BillKey, Overview, RunRequest, RunState
from contracts.payments import PaymentRefunded, PaymentSucceeded
from contracts.readings import MeterActRecorded, ReadingRecorded, ReadingWithdrawn
from contracts.registers import CreditReceived, CreditReleased
from contracts.supplier import Supplier
from contracts.wire import AccountRefs, ZoneValue
from deploy.launcher.host.paths import ROOT
from intake.loading import load
from services.billing.importing.load import loading
from services.billing.run.work import RunContext, drain
from services.billing.service import BillingService
from tests.support.billing_work import SETTINGS

RATES = ROOT / "deploy" / "simulators" / "demo_town" / "data"
ACCOUNTANT = Caller("7", "accountant")
ONE, TWO, BARE = "180111111", "180111112", "180111114"

HEADS = {
    "accounts": "account_number,full_name,address,district,rooms,persons,stove,tariff_group,heating,managing_company,"
    "multiplier,multiplier_ground,opened_on,closed_on",
    "meters": "account_number,serial,digits,zones,installed_on,removed_on,verification_due,failed_on,max_power_kw",
    "readings": "account_number,serial,zone,value,taken_on,source",
    "opening_balances": "account_number,period,kopecks",
    "charges": "account_number,period,zone,tier,method,volume,price_kopecks,amount_kopecks",
    "credits": "account_number,paid_on,amount_kopecks,channel,operation",
    "debts": "account_number,penalty_kopecks,court_kopecks,duty_kopecks,restriction_kopecks",
    "seasonal_blocks": "account_number,from,to",
    "residents": "account_number,from,persons",
    "absences": "account_number,from,to,persons,ground",
    "notices": "account_number,delivered_on,channel,debt_kopecks",
    "acts": "account_number,kind,happened_on,until,serial,number,details",
}


def account(number: str = ONE, group: str = "city_gas", persons: int = 3, rooms: int = 2, **more: str) -> str:
    """A line of accounts.csv."""
    row = {"multiplier": "1", "ground": "", "opened_on": "2015-01-01", "closed_on": "", "name": "Иванова Мария"} | more
    return (
        f'{number},{row["name"]},"г. Калуга, ул. Кирова, д. 1",{number[:3]},{rooms},{persons},gas,{group},0,,'
        f"{row['multiplier']},{row['ground']},{row['opened_on']},{row['closed_on']}"
    )


def meter(serial: str = "S-1", number: str = ONE, zones: str = "one", digits: int = 5, **days: str) -> str:
    """A line of meters.csv."""
    row = {"installed": "2019-04-11", "removed": "", "failed": ""} | days
    return f"{number},{serial},{digits},{zones},{row['installed']},{row['removed']},2035-04-11,{row['failed']},15"


def read(
    value: int, day: str, serial: str = "S-1", zone: str = "one", source: str = "imported", number: str = ONE
) -> str:
    """A line of readings.csv."""
    return f"{number},{serial},{zone},{value},{day},{source}"


def charged(period: str, volume: int, method: str = "metered", zone: str = "one", number: str = ONE) -> str:
    """A line of charges.csv at 7,48."""
    return f"{number},{period},{zone},1,{method},{volume},748,{volume * 748}"


def months(volumes: Iterable[int], last: str = "2026-09") -> list[str]:
    """Charges of so many months in a row, the last of them in `last`."""
    listed = list(volumes)
    year, month = int(last[:4]), int(last[5:])
    numbers = range(year * 12 + month - len(listed), year * 12 + month)
    return [charged(f"{n // 12}-{n % 12 + 1:02d}", kwh) for n, kwh in zip(numbers, listed, strict=True)]


class Town:
    """The service on its own database, with a clock that the test moves."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.clock = FixedClock(datetime(2026, 11, 5, 6, 0, tzinfo=UTC))
        bound = {"database": database, "clock": self.clock, "dependencies": SETTINGS}
        self.billing: BillingService = type("BoundBillingService", (BillingService,), bound)()
        self.said: list[str] = []
        self.packages = 0

    def write(self, name: str, lines: Iterable[str], head: str | None = None) -> Path:
        path = self.folder / f"{name}.csv"
        path.write_text("\n".join([head or HEADS[name], *lines, ""]), encoding="utf-8")
        return path

    def rates(self) -> None:
        for file in RATES.glob("*.csv"):
            shutil.copy(file, self.folder / file.name)

    def load(self, **files: list[str]) -> dict[str, int]:
        """Write the files and load the folder."""
        for name, lines in files.items():
            self.write(name, lines)
        self.packages += 1
        package = f"package-{self.packages}"
        return load(
            self.database, loading(self.clock, SETTINGS), self.folder, package, lambda step: self.said.append(str(step))
        )

    def run(self, period: str = "2026-10", district: str | None = None) -> RunState:
        request = RunRequest(period=period, district=district)
        self.billing.run_period(request)
        self.work()
        return self.billing.get_run(request)

    def publish(self, period: str = "2026-10", district: str | None = None) -> RunState:
        request = RunRequest(period=period, district=district)
        with self.as_accountant():
            self.billing.publish_period(request)
        self.work()
        return self.billing.get_run(request)

    def work(self) -> int:
        return drain(RunContext(database=self.database, clock=self.clock, supplier=Supplier()))

    def bill(self, number: str = ONE, period: str = "2026-10", revision: int | None = None) -> BillSnapshot:
        return self.billing.get_bill(BillKey(account_number=number, period=period, revision=revision))

    def overview(self, number: str = ONE) -> Overview:
        return self.billing.get_overviews(AccountRefs(account_numbers=[number])).accounts[0]

    def hear(self, *events: Any) -> None:
        """As the chassis hands events over: each in its transaction."""
        handlers = {
            PaymentSucceeded: self.billing.credit_payment,
            PaymentRefunded: self.billing.debit_refund,
            ReadingRecorded: self.billing.copy_reading,
            ReadingWithdrawn: self.billing.withdraw_reading,
            MeterActRecorded: self.billing.copy_meter_act,
            CreditReceived: self.billing.credit_operation,
            CreditReleased: self.billing.release_operation,
        }
        for event in events:
            with self.database.transaction() as session:
                handlers[type(event)](event, session)

    def as_accountant(self) -> Any:
        return entered(Context(caller=ACCOUNTANT))

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with self.database.transaction() as session:
            return list(session.execute(text(statement), values))

    def count(self, table: str) -> int:
        return int(self.rows(f"select count(*) from {table}")[0][0])

    def everything(self) -> dict[str, list[Any]]:
        """What billing knows, to see that a repetition changes nothing."""
        tables = "accounts meters readings ledger charges standings bills tariffs norms notices changes outbox".split()
        return {name: self.rows(f"select md5(t::text) from {name} t order by 1") for name in tables}


def paid(kopecks: int, at: datetime, identity: str = "p-1", number: str = ONE) -> PaymentSucceeded:
    return PaymentSucceeded(
        payment_id=identity,
        user_id="42",
        account_number=number,
        address="г. Калуга",
        amount_kopecks=kopecks,
        bank_order_id=f"order-{identity}",
        readings=None,
        receipt_email=None,
        started_at=at,
        paid_at=at,
        card_masked=None,
        approval_code=None,
    )


def refunded(kopecks: int, at: datetime, identity: str = "r-1", payment: str = "p-1") -> PaymentRefunded:
    return PaymentRefunded(
        payment_id=payment,
        refund_id=identity,
        user_id="42",
        account_number=ONE,
        amount_kopecks=kopecks,
        receipt_email=None,
        refunded_at=at,
    )


def recorded(
    value: int, on: date, identity: str = "rd-1", period: str = "2026-10", zone: Any = "one"
) -> ReadingRecorded:
    return ReadingRecorded(
        reading_id=identity,
        account_number=ONE,
        meter_serial="S-1",
        taken_on=on,
        received_at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
        source="without_payment",
        period=period,
        values=[ZoneValue(zone=zone, value=value)],
    )
