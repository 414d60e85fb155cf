"""The commands of `./cabinet`. Each lives in a module of its own, imported only when it is called."""

import argparse
import importlib
import sys

from deploy.provisioning.errors import SetupError, fail

COMMANDS = {
    "up": ("deploy.launcher.up", "set everything up from nothing and run the portal until Ctrl-C"),
    "down": ("deploy.launcher.down", "stop the running portal"),
    "status": ("deploy.launcher.status", "show what runs, its addresses and its restarts"),
    "logs": ("deploy.launcher.logs", "show the log of one process or of all"),
    "demo": ("deploy.launcher.demo", "play the main job against the running portal, step by step"),
    "test": ("deploy.development.check", "run every check and test, print the requirements report"),
    "requirements": ("deploy.development.requirements", "show each requirement with the tests that prove it"),
    "bench": ("deploy.development.bench", "measure the portal against plain equivalents"),
    "audit": (
        "deploy.operations.security_scan.scan",
        "let security scanners loose on the code and the running portal, one report",
    ),
    "mutants": ("tests.mutants.command", "change the rules of charging and count what the tests notice"),
    "docs": ("deploy.development.docs", "write the generated pages of docs/ anew"),
    "screenshots": ("deploy.development.screenshots", "make the pictures of every page in docs/screenshots anew"),
    "faults": ("deploy.development.faults", "break everything at random under load, then compare all the books"),
    "dead-letters": ("deploy.operations.dead_letters", "list or replay messages that no handler could process"),
    "retell": ("deploy.operations.republish", "publish facts again after the broker has lost its messages"),
    "bank-sandbox": ("deploy.simulators.bank_sandbox.__main__", "run the bank's sandbox alone"),
    "partner": ("deploy.operations.partner", "give another company events of ours to read, and take them away again"),
    "charge": ("deploy.operations.charge.command", "price bills: JSON lines in, JSON lines out"),
    "import": ("deploy.operations.supplier_import", "load the supplier's CSV files"),
    "supplier-token": ("deploy.operations.supplier_token", "give the supplier's own system a token to hand over files"),
    "staff": ("deploy.operations.staff", "add, list, disable or reset a member of the supplier's staff"),
    "registers": ("deploy.operations.bank_statements", "take registers of banks and cash desks"),
    "bounces": ("deploy.operations.bounces", "take reports of letters that came back, and mark wrong addresses"),
    "payment": ("deploy.operations.payment_trace", "trace one payment from the bank's order to the ledger"),
}


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if wanted not in COMMANDS:
        return overview(known=wanted in ("--help", "-h", "help"), asked=wanted)
    module, purpose = COMMANDS[wanted]
    command = importlib.import_module(module)
    parser = argparse.ArgumentParser(
        prog=f"./cabinet {wanted}", description=command.__doc__ or purpose, allow_abbrev=False
    )
    command.arguments(parser)
    given, others = parser.parse_known_args(sys.argv[2:])
    if others and "words" not in given:
        parser.error(f"unknown: {' '.join(others)}")
    if "words" in given:
        given.words = others  # belong to the module that the command hands over to
    try:
        return int(command.run(given))
    except SetupError as error:
        return fail(error)
    except KeyboardInterrupt:
        return 130


def overview(known: bool, asked: str) -> int:
    if not known:
        print(f"cabinet: there is no command {asked!r}", file=sys.stderr)
    out = sys.stdout if known else sys.stderr
    print("Usage: ./cabinet COMMAND [OPTIONS]; ./cabinet COMMAND --help tells more\n", file=out)
    for name, (_, purpose) in COMMANDS.items():
        print(f"  {name:<15} {purpose}", file=out)
    return 0 if known else 2


if __name__ == "__main__":
    sys.exit(main())
