"""Which bank stands behind the portal during a soak: the sandbox, or the contrary one in this process, over TLS."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.simulators.bank_sandbox.settings import CALLBACK_PATH
from tests.support.bytes_bank import issued
from tests.support.contrary_bank.server import ContraryBank
from tests.support.contrary_bank.signing import TOKENS_OF_THE_SHOP, Signers
from tests.support.contrary_bank.till import Till

GENERATIONS = ("ecom", "classic")


@dataclass(frozen=True)
class Contrary:
    """`settings` are those of the portal for this bank."""

    till: Till
    settings: dict[str, str]

    def opens(self, portal: str) -> None:
        """From now on it tells the portal what has happened."""
        self.till.callback_url = portal.rstrip("/") + CALLBACK_PATH


@contextmanager
def contrary(folder: Path, seed: int) -> Iterator[Contrary]:
    """An even seed speaks the newer generation of the protocol, an odd one the older."""
    generation = GENERATIONS[seed % len(GENERATIONS)]
    certificate = issued(folder, "bank", "localhost")
    signers = Signers()
    (folder / "callback-keys.pem").write_text(signers.public, encoding="ascii")
    bank = ContraryBank(certificate=certificate)
    settings = {
        "BANK_URL": bank.url,
        "BANK_ORIGIN": bank.url.rstrip("/"),
        "BANK_API": generation,
        "BANK_CA_FILE": str(certificate),
        "BANK_CALLBACK_TOKEN": TOKENS_OF_THE_SHOP,
        "BANK_CALLBACK_PUBLIC_KEY": str(folder / "callback-keys.pem"),
        "BANK_READ_SECONDS": "5",
    }
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REQUESTS_CA_BUNDLE", str(certificate))  # the payers' browsers trust it as well
        try:
            yield Contrary(Till(bank, signers, generation == "ecom"), settings)
        finally:
            bank.close()
