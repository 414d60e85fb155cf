"""The databases of the last release under the code of this one: migrated, read, and worked on.

`tests/support/releases/0.1` holds a dump of each service's database, taken from a portal of that release with twelve
households, two of which had paid, one with a payment at the bank and an appeal that nobody had answered.
"""

import gzip
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from pypdf import PdfReader

from contracts.flows import CONSUMERS
from deploy.provisioning import databases
from deploy.provisioning.credentials import Credentials
from deploy.simulators.demo import bank
from deploy.simulators.demo.portal import Portal
from deploy.simulators.demo.waiting import eventually
from tests.support.running_portal import RunningPortal, running_portal
from tests.support.server_pool import address_of

RELEASE = Path(__file__).parents[1] / "support" / "releases" / "0.1"
ACCOUNT, EMAIL, PASSWORD = "180111117", "upgrade@example.ru", "Velikiy-Most-42-reka"
PAYMENT, APPEAL = "261129-CRV20DYDA0", "О-2026-000001"


def restore(service: str, name: str, keys: Credentials) -> databases.ServiceDatabase:
    """The service's database as the release left it, in the names of this copy of the portal."""
    admin = address_of("DATABASE_URL")
    made = databases.ensure(admin, name, keys)
    dump = gzip.decompress((RELEASE / f"{service}.sql.gz").read_bytes()).decode()
    dump = dump.replace("@owner@", f"{name}_owner").replace("@service@_app", f"{name}_app")
    address = make_conninfo(admin, dbname=name)
    command = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", address]
    done = subprocess.run(command, input=dump, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{service}: {done.stderr[-2000:]}"
    return made


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A portal of this release that finds the databases of the last one."""
    home = tmp_path_factory.mktemp("upgraded")
    keys = Credentials(home / "secrets" / "passwords.json")
    services = [file.name.removesuffix(".sql.gz") for file in sorted(RELEASE.iterdir())]
    made = {service: restore(service, f"cabinet_{keys.mark}_{service}", keys) for service in services}
    (home / "town").write_text(made["billing"].identity)  # the town is in the dumps: nothing more is loaded
    with running_portal(home) as running:
        yield running


@pytest.fixture(scope="module")
def customer(upgraded: RunningPortal) -> Portal:
    """Who registered in the last release, signed in at this one."""
    portal = Portal(upgraded.url)
    portal.token = portal.post("/sessions", account_number=ACCOUNT, password=PASSWORD)["token"]
    return portal


def test_bills_of_the_last_release_are_shown_and_printed(customer: Portal) -> None:
    overview = customer.get(f"/accounts/{ACCOUNT}")["overview"]
    assert overview["bill"]["period"] == "2026-10"
    assert overview["bill"]["total_kopecks"] == 166_400
    printed = customer.file(f"/accounts/{ACCOUNT}/bills/2026-10.pdf")
    text = PdfReader(BytesIO(printed)).pages[0].extract_text()
    assert "1 664,00" in text.replace("\xa0", " ").replace("\u202f", " ")
    assert customer.file(f"/accounts/{ACCOUNT}/bills/2026-10.png").startswith(b"\x89PNG")


def test_what_was_under_way_is_still_there(customer: Portal) -> None:
    assert customer.get(f"/payments/{PAYMENT}")["amount_kopecks"] == 166_400
    [appeal] = customer.get("/appeals")["appeals"]
    assert appeal["number"] == APPEAL
    assert "за октябрь" in appeal["thread"][0]["text"]


def test_life_goes_on_in_the_migrated_databases(customer: Portal) -> None:
    [register] = customer.get(f"/accounts/{ACCOUNT}")["meter"]["meter"]["registers"]
    values = {register["zone"]: f"{register['last_value'] + 120:04d}"}
    started = customer.post(
        "/payments", account_number=ACCOUNT, amount=12_345, readings=values, receipt_email=EMAIL, confirmed=True
    )
    bank.pay(started["payment_url"], verify=True)
    today = date.today()  # noqa: DTZ011 - the service's own day is Moscow's; a day more is asked for
    days = {"from": (today - timedelta(days=2)).isoformat(), "to": (today + timedelta(days=1)).isoformat()}
    eventually(
        lambda: [c["amount_kopecks"] for c in customer.get(f"/accounts/{ACCOUNT}/credits", **days)["credits"]],
        lambda sums: 12_345 in sums,
        "the credit of the new payment",
    )


def test_events_of_the_last_release_are_understood(upgraded: RunningPortal) -> None:
    """Every event that the last release wrote is read by this release's contract of the same type.

    Those of auth lost their tokens from the outbox when they were published, so they are read by notifications alone.
    """
    events = {event.TYPE: event for event in CONSUMERS}
    keys = Credentials(upgraded.home / "secrets" / "passwords.json")
    read: dict[str, int] = {}
    for file in sorted(RELEASE.iterdir()):
        name = f"cabinet_{keys.mark}_{file.name.removesuffix('.sql.gz')}"
        with psycopg.connect(make_conninfo(address_of("DATABASE_URL"), dbname=name)) as connection:
            for kind, body in connection.execute(
                "select type, body from outbox where occurred_at < '2026-11-29 11:00Z' and type not like 'auth.%'"
            ):
                events[kind].model_validate_json(body)
                read[kind] = read.get(kind, 0) + 1
    assert {"billing.bill_published.v1", "payments.payment_succeeded.v1", "readings.reading_recorded.v1"} <= set(read)
