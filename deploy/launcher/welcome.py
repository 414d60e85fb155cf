"""The last words of `./cabinet up`: where everything is and how to try it."""

from collections.abc import Mapping

from deploy.launcher.demonstration import credentials
from deploy.launcher.processes import BANK, MAILBOX, PORTAL
from deploy.launcher.system import System, without_password
from deploy.simulators.bank_sandbox.cards import CLASSIC, ECOM


def welcome(found: System, more: Mapping[str, str]) -> dict[str, str]:
    """Print the addresses, the demonstration's credentials and the test cards; the addresses by name. `more` are those
    of what runs beside the portal."""
    pages = {"portal": PORTAL, "mailbox": MAILBOX, "bank": f"{BANK}/sandbox/", **more}
    addresses = {name: found.fill(url) for name, url in pages.items()}
    addresses["database"] = without_password(found.postgres.admin_url)
    addresses["broker"] = without_password(found.broker_url("deploy"))
    print()
    for name, address in addresses.items():
        print(f"  {name.capitalize():<10} {address}")
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
