"""The use cases on a real database with the contrary bank behind them, over TCP or TLS."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chassis.context import Caller
from chassis.database.sessions import Database
from chassis.service.bindings import Call
from services.payments.acquirers.choice import bank_of
from services.payments.dependencies import Dependencies, PaymentsCall
from services.payments.settings import Settings
from tests.integration.payments.conftest import SETTINGS, MovedClock
from tests.integration.payments.contrary_story import Story
from tests.support.bytes_bank import issued
from tests.support.contrary_bank.server import ContraryBank
from tests.support.contrary_bank.signing import TOKENS_OF_THE_SHOP, Signers
from tests.support.server_pool import Databases


@pytest.fixture(scope="session")
def signers() -> Signers:
    return Signers()


@pytest.fixture(scope="session")
def bank_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issued(tmp_path_factory.mktemp("contrary-bank"), "bank", "localhost")


@pytest.fixture
def outside(
    request: pytest.FixtureRequest, payments_database: Databases, bank_certificate: Path, signers: Signers
) -> Iterator[type[Story]]:
    """A story against the contrary bank; `indirect` parameters are (generation, tcp or tls)."""
    generation, way = request.param
    database = Database(payments_database("payments").url)
    with story_of(database, generation, bank_certificate if way == "tls" else None, signers) as story:
        yield story
    database.engine.dispose()


@contextmanager
def story_of(database: Database, generation: str, certificate: Path | None, signers: Signers) -> Iterator[type[Story]]:
    """A story to be told by hypothesis or step by step."""
    bank, clock = ContraryBank(certificate=certificate), MovedClock()
    values = {name.lower(): value for name, value in SETTINGS.items()}
    values |= {
        "database_url": database.engine.url.render_as_string(hide_password=False),
        "amqp_url": "amqp://unused/",
        "bank_url": bank.url,
        "bank_api": generation,
        "bank_callback_token": TOKENS_OF_THE_SHOP,
        "bank_callback_public_key": signers.public,
    }
    values |= {"bank_ca_file": str(certificate)} if certificate else {}
    loaded = Settings.model_validate(values | {"bank_read_seconds": 2, "bank_unpaid_orders": 1000})
    caller = Caller(user_id="user-1", role="customer", owns=frozenset())
    call: PaymentsCall = Call(
        database=database, clock=clock, caller=caller, dependencies=Dependencies(bank_of(loaded), loaded)
    )
    bank.traits = type(bank.traits)(keeps_keys=call.dependencies.bank.refunds_by_key)
    parts = {"call": call, "bank": bank, "clock": clock, "signers": signers, "accounts": 0}
    try:
        yield type("Story", (Story,), parts)
    finally:
        bank.close()
