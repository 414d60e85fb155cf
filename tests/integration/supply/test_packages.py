"""A package of the supplier's files in both services that take it: whole in both, or in neither (S1)."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

from chassis.context import Caller, Context, entered
from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.billing import BillingSupplyChecked
from contracts.readings import ReadingsSupplyChecked
from contracts.supply import FORM, NewPackage, PackageFile, PackagePart, PackageRef, PackageState
from deploy.provisioning.databases import ServiceDatabase, grant_rows
from intake import worker
from intake.loading import Loading
from services.billing.service import BillingService
from services.readings.service import ReadingsService
from tests.support.billing_work import SETTINGS

pytestmark = pytest.mark.req("S1")
ACCOUNTANT = Caller("7", "accountant")
ACCOUNTS = (
    "account_number\tfull_name\taddress\tdistrict\trooms\tpersons\tstove\ttariff_group\topened_on\n"
    "180111111\tИванова Мария\tг. Калуга, ул. Кирова, д. 1\t180\t2\t3\tgas\tcity_gas\t2015-01-01\n"
)
METERS = "account_number;serial;digits;zones;installed_on\r\n180111111;ЦЭ-1;5;one;2019-04-11\r\n"
READINGS = "account_number,serial,zone,value,taken_on,source\n180111111,ЦЭ-1,one,1234,2026-10-20,imported\n"


class Supplier:
    """Both takers as the gateway and the broker would use them."""

    def __init__(self, billing: Database, readings: Database) -> None:
        self.bases = {"billing": billing, "readings": readings}
        self.billing: Any = type("Billing", (BillingService,), {"database": billing, "dependencies": SETTINGS})()
        self.readings: Any = type("Readings", (ReadingsService,), {"database": readings})()

    def send(self, identity: str, **files: bytes) -> PackageState:
        """All files to whom they concern; the first to hear is the one that loads everything."""
        content = hashlib.sha256(b"".join(files.values())).hexdigest()
        takers = ["billing", "readings"] if {"meters", "readings"} & set(files) else ["billing"]
        with entered(Context(caller=ACCOUNTANT)):
            for taker in takers:
                service, own = getattr(self, taker), [name for name in files if taker in FORM[name].takers]
                new = NewPackage(
                    package_id=identity,
                    content=content,
                    files=[PackageFile(name=name, size=len(files[name])) for name in own],
                    takers=takers,  # type: ignore[arg-type]
                    sender="бухгалтер",
                )
                begun: PackageState = service.begin_package(new)
                if begun.state != "receiving":
                    return begun
                for name in own:
                    for number, start in enumerate(range(0, len(files[name]), 40)):
                        part = b64encode(files[name][start : start + 40]).decode()
                        asked = PackagePart(package_id=identity, file=name, number=number, content=part)
                        service.add_package_part(asked)
                service.submit_package(PackageRef(package_id=identity))
        return self.state("billing", identity)

    def work(self) -> None:
        """Until nobody has anything to do: each works, each receives the other's events."""
        for _ in range(3):
            self.billing.load_packages()
            self.readings.load_packages()
            self._carry("billing", BillingSupplyChecked, self.readings)
            self._carry("readings", ReadingsSupplyChecked, self.billing)

    def _carry(self, source: str, event: Any, to: Any) -> None:
        rows = self.rows(source, f"select body from outbox where type = '{event.TYPE}' order by seq")
        for row in rows:
            with to.database.transaction() as session:
                to.hear_check(event.model_validate_json(row[0]), session)

    def state(self, taker: str, identity: str) -> PackageState:
        package: PackageState = getattr(self, taker).get_package(PackageRef(package_id=identity))
        return package

    def rows(self, taker: str, statement: str) -> list[Any]:
        with self.bases[taker].transaction() as session:
            return list(session.execute(text(statement)))

    def loaded(self) -> tuple[int, ...]:
        tables = (("billing", "accounts"), ("billing", "meters"), ("readings", "meters"), ("readings", "readings"))
        return tuple(self.rows(taker, f"select count(*) from {table}")[0][0] for taker, table in tables)


@pytest.fixture
def supplier(database_factory: Callable[[str], ServiceDatabase]) -> Iterator[Supplier]:
    bases = [Database(database_factory(name).url) for name in ("billing", "readings")]
    yield Supplier(*bases)
    for base in bases:
        base.engine.dispose()


def test_the_life_of_packages(supplier: Supplier) -> None:
    files = {"accounts": ACCOUNTS.encode(), "meters": METERS.encode("cp1251"), "readings": READINGS.encode()}

    wrong = files | {"readings": READINGS.replace("1234", "123456").encode()}
    assert supplier.send("p1", **wrong).state == "waiting"
    supplier.work()
    for taker in ("billing", "readings"):
        state = supplier.state(taker, "p1")
        assert state.state == "refused"
        assert [(fault.file, fault.line, fault.field) for fault in state.faults] == [("readings.csv", 2, "value")]
    assert supplier.loaded() == (0, 0, 0, 0)

    two_meters = files | {"meters": (METERS + "180111111;ЦЭ-2;5;one;2020-04-11\r\n").encode()}
    supplier.send("p2", **two_meters)
    supplier.work()
    (refused,), (other,) = supplier.state("readings", "p2").faults, supplier.state("billing", "p2").faults
    assert refused.remedy.startswith("в одной точке учёта стоят два счётчика сразу")
    assert (other.file, supplier.state("billing", "p2").state) == ("", "refused"), "billing alone would have taken it"
    assert supplier.loaded() == (0, 0, 0, 0)

    supplier.send("p3", **files)
    supplier.work()
    assert {supplier.state(taker, "p3").state for taker in ("billing", "readings")} == {"loaded"}
    assert supplier.loaded() == (1, 1, 1, 1)
    assert supplier.state("readings", "p3").applied == {"meters": 1, "readings": 1}
    assert supplier.rows("readings", "select serial from meters") == [("ЦЭ-1",)]

    again = supplier.send("p4", **files)
    assert (again.package_id, again.state) == ("p3", "loaded"), "what was sent last is not loaded again"

    supplier.send("p5", accounts=ACCOUNTS.replace("\t3\t", "\t4\t").encode())
    supplier.work()
    assert supplier.state("billing", "p5").applied == {"accounts": 1}
    ((key, before, after, package),) = supplier.rows(
        "billing", "select key, before ->> 'persons', after ->> 'persons', package from changes"
    )
    assert (key, before, after, package) == ("180111111", "3", "4", "p5")

    listed = [state.package_id for state in supplier.billing.list_packages(None).packages]
    assert listed == ["p5", "p3", "p2", "p1"]
    audit = supplier.rows("billing", "select action, outcome, actor_id, subject from audit order by id")
    assert ("send_files", "done", "7", "p5") in audit and ("load_files", "refused", None, "p2") in audit
    assert supplier.rows("billing", "select count(*) from package_parts") == [(0,)]


def test_a_package_that_is_not_open_takes_nothing(supplier: Supplier) -> None:
    part = PackagePart(package_id="p0", file="meters", number=0, content="")
    with pytest.raises(Refusal) as refused:
        supplier.readings.add_package_part(part)
    assert refused.value.code == "package_not_open"
    with pytest.raises(Refusal) as unknown:
        supplier.billing.get_package(PackageRef(package_id="p0"))
    assert unknown.value.code == "package_not_found"


def test_two_replicas_do_not_load_at_the_same_time(supplier: Supplier) -> None:
    supplier.send("p9", accounts=ACCOUNTS.replace("Мария", "Анна").encode())
    with supplier.bases["billing"].transaction() as other:
        other.execute(text("select pg_advisory_xact_lock(6909297)"))
        supplier.billing.load_packages()
        assert supplier.state("billing", "p9").state == "waiting"
    supplier.billing.load_packages()
    assert supplier.state("billing", "p9").state == "loaded"


@pytest.mark.req("S12")
def test_no_package_keeps_the_next_one_from_loading(supplier: Supplier, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in a form nobody foresaw, an error of our own, a package that ends its worker each time."""
    supplier.send("p1", accounts=b"\x00\xff\r\x00\xd8")
    supplier.send("p2", accounts=ACCOUNTS.replace("Мария", "Анна").encode())
    supplier.send("p3", accounts=ACCOUNTS.replace("Мария", "Ольга").encode())
    supplier.send("p4", accounts=ACCOUNTS.replace("Мария", "Вера").encode())
    supplier.rows("billing", "update packages set tries = 5 where id = 'p3' returning id")
    real = worker.load

    def failing(database: Database, loading: Loading, folder: Path, package: str, *rest: Any, **more: Any) -> Any:
        if package == "p2":
            raise RuntimeError("a defect of the portal")
        return real(database, loading, folder, package, *rest, **more)

    monkeypatch.setattr(worker, "load", failing)
    supplier.work()
    states = {name: supplier.state("billing", name) for name in ("p1", "p2", "p3", "p4")}
    assert [state.state for state in states.values()] == ["refused", "refused", "refused", "loaded"]
    assert "файл не читается" in states["p1"].faults[0].remedy
    for name in ("p2", "p3"):
        assert re.search("сообщите поддержке номер [0-9a-f]{12}", states[name].faults[0].remedy)


@pytest.mark.req("S12")
def test_a_waiting_package_can_be_cancelled_and_the_other_taker_hears_of_it(supplier: Supplier) -> None:
    files = {"accounts": ACCOUNTS.encode(), "meters": METERS.encode("cp1251"), "readings": READINGS.encode()}
    supplier.send("p1", **files)
    with entered(Context(caller=ACCOUNTANT)):
        assert supplier.billing.cancel_package(PackageRef(package_id="p1")).faults[0].remedy == "загрузка отменена"
    supplier.work()
    assert {supplier.state(taker, "p1").state for taker in ("billing", "readings")} == {"refused"}
    assert supplier.loaded() == (0, 0, 0, 0)

    supplier.send("p2", **files)
    supplier.work()
    with pytest.raises(Refusal) as refused:
        supplier.billing.cancel_package(PackageRef(package_id="p2"))
    assert refused.value.code == "package_under_way"
    audit = supplier.rows("billing", "select action, subject from audit where action = 'cancel_files'")
    assert audit == [("cancel_files", "p1")]


@pytest.mark.req("S12")
def test_rights_are_granted_again_while_a_load_holds_its_tables(
    database_factory: Callable[[str], ServiceDatabase],
) -> None:
    made = database_factory("billing")
    with (
        psycopg.connect(psycopg_url(made.migration_url)) as load,
        psycopg.connect(psycopg_url(made.migration_url)) as other,
    ):
        load.execute("lock table staging_accounts, accounts in access exclusive mode")
        other.execute("set lock_timeout = '2s'")
        grant_rows(other, str(make_url(made.url).username))


def psycopg_url(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
