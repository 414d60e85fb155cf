"""The command line of `./cabinet`: every command with its purpose, its options and the module that carries it out.

Standard library only, so that help needs no installation. A module is imported when its command is called; it has
`run(given: argparse.Namespace) -> int` and its docstring is the long help.
"""

import argparse
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.simulators.bank_sandbox.options import arguments as bank_sandbox
from services.partners_bridge.options import arguments as partner


def _nothing(_parser: argparse.ArgumentParser) -> None:
    """Takes no options."""


@dataclass(frozen=True)
class Command:
    module: str
    purpose: str
    arguments: Callable[[argparse.ArgumentParser], None] = _nothing
    passes_on: str = ""
    """What it passes on to another program instead of options of its own; `run` finds the words in `passed_on`."""
    tools: bool = False
    """Whether it needs the libraries of the developers (the extra `test`); `./cabinet` names the same commands."""


def _up(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accounts", type=int, default=300, metavar="N", help="households of the demonstration town")
    parser.add_argument("--empty", action="store_true", help="no town and no rates: a supplier of your own begins")
    parser.add_argument("--port", type=int, metavar="P", help="port of the portal (default: 8080 or the next free one)")
    parser.add_argument("--detach", action="store_true", help="return when the portal runs; ./cabinet down stops it")
    parser.add_argument("--reload", action="store_true", help="restart processes whose files change, reread templates")
    parser.add_argument("--dashboards", action="store_true", help="run Prometheus beside it, with all alert rules")
    parser.add_argument("--traces", action="store_true", help="keep the traces of all processes and show them")


def _down(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--purge", action="store_true", help="delete the databases, the messages and .cabinet's data")


def _restart(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("process", nargs="+", metavar="NAME", help="as `./cabinet status` shows it")


def _logs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("process", nargs="?", help="a name that `./cabinet status` shows; all if left out")
    parser.add_argument("-f", "--follow", action="store_true", help="go on until Ctrl-C")
    parser.add_argument("-n", "--lines", type=int, default=40, help="how many of the last lines (default 40)")


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", help="address of the portal (default: the one that runs here)")
    parser.add_argument("--mailbox", help="address of its mailbox page (default: the one that runs here)")
    parser.add_argument("--insecure", action="store_true", help="accept the certificate that the proxy made for itself")
    parser.add_argument("--account", help="register this account instead of the first free one of the town")


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="with accounts.csv, meters.csv, ...")
    parser.add_argument("--check", action="store_true", help="only say whether the files would load")


def _period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("period", metavar="PERIOD", help="a month such as 2026-10")
    parser.add_argument("--district", metavar="D", help="the first three digits of the accounts; all if left out")


def _print(parser: argparse.ArgumentParser) -> None:
    _period(parser)
    parser.add_argument("folder", type=Path, help="where the PDF files and their list go")
    parser.add_argument("--one-sided", action="store_true", help="no blank back sides: the printer prints fronts only")


def _rehearse(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="with plan.csv and the sub-folders that it names")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write the JSON lines there instead of to the terminal"
    )
    parser.add_argument("--against", type=Path, metavar="FILE", help="CSV of what another system billed")


def _registers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a statement as the bank sent it")
    parser.add_argument("--profile", help="the layout; without it the one whose pattern fits the file's name")


def _bounces(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="+", metavar="FILE", help="a message, an mbox, a Maildir, or - for stdin")


def _payment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", help="the payment's number, as the receipt shows it, or the bank's number of its order")


def _staff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("add", "list", "disable", "reset"))
    parser.add_argument("login", nargs="?")
    parser.add_argument("role", nargs="?", choices=("operator", "accountant", "administrator"))


def _supplier_token(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("add", "list", "revoke"))
    parser.add_argument("words", nargs="*", metavar="LOGIN NAME | ID")
    parser.add_argument("--days", help="how long a new token works (default 365)")


def _rotate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("holder", help="auth, billing, ..., printer, gateway, partners or deploy")


def _broker(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="status", choices=("status", "grow"))


def _services() -> list[str]:
    """Services with a database, found by their migrations: the contracts cannot be imported without libraries."""
    folder = Path(__file__).resolve().parents[1] / "services"
    return sorted(path.parent.name for path in folder.glob("*/migrations"))


def _dead_letters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", choices=_services())
    parser.add_argument("action", nargs="?", default="list", choices=("list", "replay", "discard"))
    parser.add_argument("queue", nargs="?", help="the queue, as `list` shows it")
    parser.add_argument("--id", help="only the event with this id")
    parser.add_argument("--reason", help="the reason for the audit trail; discarding needs one")


def _identity(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("rotate", "retire"))


def _republish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", required=True, help="the first moment, such as 2026-11-25T03:00 (Moscow time)")


def _security_scan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--code", action="store_true", help="only scan the code; the portal need not run")
    parser.add_argument("--release", action="store_true", help="fail also when a scanner could not run")
    parser.add_argument("--tls", metavar="HOST:PORT", help="the proxy on this machine, such as localhost:8443")
    parser.add_argument("--examples", type=int, default=50, help="requests that schemathesis makes a call and phase")


def _attack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--long", action="store_true", help="every value, many requests, the whole system, the scanners"
    )
    parser.add_argument("--seed", type=int, help="repeats the draw of an earlier run; else the day's")


def _requirements(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--open", action="store_true", help="only the rows without a test")


def _bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("parts", nargs="*", metavar="PART", help="rpc, pages, credit, billing_run, bill_pdf, letters")


def _faults(parser: argparse.ArgumentParser) -> None:
    drawn = secrets.randbelow(10**6)
    parser.add_argument("--seed", type=int, default=drawn, metavar="N", help="replays the plan of an earlier run")
    parser.add_argument("--cases", action="store_true", help="only list the faults with the tests that show them")
    parser.add_argument("--minutes", type=float, default=5.0, metavar="M", help="how long faults go on (default 5)")
    bank = "contrary: one that tells of orders in every way that is publicly known, breaks off and signs by old keys"
    parser.add_argument("--bank", choices=["sandbox", "contrary"], default="sandbox", help=bank)


def _lock(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help="libraries to move to their newest versions")
    parser.add_argument("--upgrade", action="store_true", help="move all libraries within their ranges")
    parser.add_argument("--images", action="store_true", help="pin base images to the digests of their registries")
    parser.add_argument("--check", action="store_true", help="with --images: only say which are not pinned")


def _new_service(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="one lower-case English word, such as tenders")


def _screenshots(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenes", nargs="*", metavar="NAME", help="beginnings of scenes' names; all if left out")
    parser.add_argument("--docs", action="store_true", help="the pictures of the README, from the running portal")


RUNNING = {
    "up": Command("deploy.launcher.up", "set everything up and run the portal until Ctrl-C", _up),
    "down": Command("deploy.launcher.down", "stop the running portal", _down),
    "status": Command("deploy.launcher.status", "show processes, restarts and addresses"),
    "restart": Command("deploy.launcher.restart", "restart processes of the running portal", _restart),
    "logs": Command("deploy.launcher.logs", "show the log of one process or of all", _logs),
    "demo": Command("deploy.launcher.demo", "play the main job against the running portal, step by step", _demo),
}
OPERATING = {
    "import": Command("deploy.operations.supplier_import", "load the supplier's CSV files", _import),
    "run": Command("deploy.operations.month.calculating", "calculate a month of the running portal", _period),
    "publish": Command("deploy.operations.month.publishing", "publish the bills of a calculated month", _period),
    "print": Command("deploy.operations.month.printing", "print a month's paper bills into a folder", _print),
    "rehearse": Command(
        "deploy.operations.rehearse.command", "play months of billing from files, beside the running portal", _rehearse
    ),
    "registers": Command("deploy.operations.bank_statements", "load bank statements", _registers),
    "bounces": Command("deploy.operations.bounces", "process delivery reports and mark wrong addresses", _bounces),
    "payment": Command(
        "deploy.operations.payment_trace", "trace a payment from the bank's order to the ledger", _payment
    ),
    "rotate-data-key": Command("deploy.operations.data_key", "a new key for what is stored sealed"),
    "staff": Command("deploy.operations.staff", "add, list, disable or reset staff accounts", _staff),
    "supplier-token": Command(
        "deploy.operations.supplier_token",
        "manage tokens with which the supplier's system hands over files",
        _supplier_token,
    ),
    "partner": Command("deploy.operations.partner", "manage partner event subscriptions", partner),
    "dead-letters": Command(
        "deploy.operations.dead_letters", "list, replay or discard dead letters of a service", _dead_letters
    ),
    "republish": Command("deploy.operations.republish", "republish events after the broker lost messages", _republish),
    "broker": Command("deploy.operations.broker", "whether the broker may lose a node, and what makes it so", _broker),
    "rotate": Command("deploy.operations.rotate", "new passwords of a process for database and broker", _rotate),
    "identity": Command("deploy.operations.identity", "change the keys by which processes sign calls", _identity),
    "charge": Command("deploy.operations.charge.command", "price bills: JSON lines in, JSON lines out"),
    "security-scan": Command(
        "deploy.operations.security_scan.scan", "run security scanners", _security_scan, tools=True
    ),
    "bank-sandbox": Command("deploy.simulators.bank_sandbox.__main__", "run the bank's sandbox alone", bank_sandbox),
}
DEVELOPING = {
    "lock": Command("deploy.development.lock", "renew requirements.lock or the digests of images", _lock, tools=True),
    "lint": Command("deploy.development.lint", "run ruff, the format check and the import contracts", tools=True),
    "fmt": Command("deploy.development.fmt", "format the code and sort its imports", tools=True),
    "types": Command("deploy.development.types", "run mypy", tools=True),
    "unit": Command(
        "deploy.development.unit", "run the unit tests; needs no server", passes_on="PYTEST ARGUMENTS", tools=True
    ),
    "test": Command(
        "deploy.development.check",
        "run every check and test, print the requirements report",
        passes_on="PYTEST ARGUMENTS",
        tools=True,
    ),
    "attack": Command("deploy.development.attack", "attack the portal with our own suite", _attack, tools=True),
    "verify-deploy": Command(
        "deploy.development.verify_deploy", "render, validate and judge the Helm chart, offline", tools=True
    ),
    "requirements": Command("deploy.development.requirements", "show each requirement with its tests", _requirements),
    "new-service": Command(
        "deploy.development.new_service.command", "write a new service from templates", _new_service
    ),
    "docs": Command("deploy.development.docs", "write the generated pages of docs/"),
    "bench": Command("deploy.development.bench", "measure the portal against plain equivalents", _bench, tools=True),
    "mutants": Command(
        "tests.mutants.command",
        "run mutation tests for the billing rules",
        passes_on="[--sample N] MODULE ... | results | show NAME",
    ),
    "faults": Command(
        "deploy.development.faults", "inject random faults under load and compare the books", _faults, tools=True
    ),
    "screenshots": Command("deploy.development.screenshots", "take pictures of the pages", _screenshots, tools=True),
}
GROUPS = {"Running": RUNNING, "Operating": OPERATING, "Developing": DEVELOPING}
COMMANDS = RUNNING | OPERATING | DEVELOPING
