"""One sandbox and one callback trap for the whole folder; faults are cleared after each test."""

from collections.abc import Iterator

import pytest

from tests.support.bank_process import Bank, CallbackTrap, running_bank


@pytest.fixture(scope="session")
def trap() -> Iterator[CallbackTrap]:
    trap = CallbackTrap()
    yield trap
    trap.close()


@pytest.fixture(scope="session")
def shared_bank(trap: CallbackTrap) -> Iterator[Bank]:
    with running_bank("--callback-url", trap.url, "--callback-retry-seconds", "0.3") as bank:
        yield bank


@pytest.fixture
def bank(shared_bank: Bank) -> Iterator[Bank]:
    yield shared_bank
    shared_bank.heal()
