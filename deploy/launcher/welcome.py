"""The last words of `./cabinet up`: where everything is and how to try it."""

import os

from deploy.launcher.demonstration import credentials
from deploy.launcher.processes import BANK, MAILBOX, PORTAL, TRACES
from deploy.launcher.system import System, without_password
from deploy.simulators.bank_sandbox.cards import CLASSIC, ECOM


def welcome(found: System) -> dict[str, str]:
    """Print the addresses, the demonstration's credentials and the test cards; the addresses by name."""
    pages = {"portal": PORTAL, "mailbox": MAILBOX, "bank": f"{BANK}/sandbox/"}
    if found.fill(TRACES) == os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        pages["traces"] = TRACES
    addresses = {name: found.fill(url) for name, url in pages.items()}
    addresses["database"] = without_password(found.postgres.admin_url)
    addresses["broker"] = without_password(found.broker_url("deploy"))
    print()
    for name, address in addresses.items():
        print(f"  {name.capitalize():<9} {address}")
    for line in credentials():
        print(f"  {line}")
    print("\n  Test cards (number, month/year, CVC, 3-D Secure code):")
    for line in test_cards():
        print(f"    {line}")
    print(
        "\n  ./cabinet demo plays the main job; ./cabinet logs SERVICE -f follows a log; Ctrl-C stops all\n", flush=True
    )
    return addresses


def test_cards() -> list[str]:
    return [
        f"{card.pan:<19} {card.expiry}  {card.cvc}  {card.code or '—':<9} {card.note}" for card in (*ECOM, *CLASSIC)
    ]
